### 机器人和命令行对读者说的话。只放纯文本，标记写在模板里。

## 打招呼与帮助

start-title = 你好，我是 PaperCache 🔖
start-intro = 这里收着 { $papers } 篇机器学习论文的阅读笔记。用中文或英文直接问我就行，我会找出最相关的论文、答案所在的那段话，还有原文链接。
start-examples = 可以这样问
start-example-1 = KV 缓存太占显存，有什么办法？
start-example-2 = What does FlashAttention-3 do differently?
start-example-3 = 2024 年强化学习方面的论文
start-browse = 📚 按分类浏览
start-newest = 🆕 最新论文

help-title = 怎么用
help-ask = 直接发问题：中文、英文、混着写都可以。
help-quotes = 回答直接引用笔记原文，不改写；点“来自”就能打开那一节。
help-list = 要清单就直说：“去年 OSDI 的论文”“最近五篇推理优化的论文”。
help-browse = /list 按主题和分类浏览全部论文。
help-lists = /latest、/venues、/year 按时间、会议、年份列出论文。
help-paper = /paper 加编号、标题或 arXiv 链接，打开一篇论文。
help-subscribe = /subscribe 订阅新论文：勾选主题，或者写关键词、会议、一个想法；直接说“订阅强化学习”也行。
help-subscriptions = /subscriptions 查看、暂停、取消订阅，设置发送时间；/preview 看看最近 30 天会收到什么。
help-group = 在群里用 @{ $bot }、回复我的消息，或者 /ask 加问题；用 /ask 回复别人的问题也行。其他聊天我不插话。
help-reply = 回复一篇论文或一条回答，就只在那几篇里找。
help-numbers = 序号指刚才列出的论文：发“2”打开第二篇，“第二篇有什么局限？”就只问那一篇。
help-words = “X 的 bibtex”“X 的作者是谁”“换成英文”也可以直接说。
help-inline = 在任何聊天里输入 @{ $bot } 加几个词，就能分享论文。
help-lang = /lang 看我现在说哪种语言，点按钮换成英文（English）。
help-privacy = /privacy 说明我会保存什么：几乎什么都不存。
help-honest = 笔记里没有的，我会直说没有。

command-start = 开始
description-long = 机器学习论文的阅读笔记，问了就有答案。用中文或英文提问，我给出最相关的论文、答案所在的那段话和链接；也可以按分类、会议、年份浏览，或在任何聊天里分享一篇论文。笔记里没有的，我会直说没有。
description-short = 问机器学习论文的阅读笔记：论文、原话、链接，中英文都行。
command-help = 怎么用
command-list = 按分类浏览论文
command-ask = 提一个问题
command-paper = 打开一篇论文
command-latest = 最新的论文
command-venues = 按会议浏览
command-year = 按年份浏览
command-subscribe = 订阅新论文
command-subscriptions = 我的订阅
command-unsubscribe = 取消订阅
command-preview = 看看最近 30 天会收到什么
command-lang = 语言：中文或 English
command-privacy = 我会保存什么
command-stats = 统计数字
command-reindex = 立即重建索引
command-broadcast = 群发一条消息

## 群里

group-title = 大家好，我是 PaperCache 🔖
group-intro = 这里收着 { $papers } 篇机器学习论文的阅读笔记，有问题尽管问。
group-how = 用 /ask 加问题、@{ $bot }，或者回复我的消息，中文英文都可以；其他聊天我不插话。
group-admins = 管理员可以用 /lang 换语言。

## 不是问题的消息

other-command = 没有这个命令。直接把问题发给我就行，/help 里有用法。
other-kind = 我只看得懂文字，把问题写成一句话发给我吧。
other-edited = 消息改了我看不到，请重新发一次。

## 隐私

privacy-title = 我会保存什么
privacy-questions = 问题答完就算，不保存；每个聊天的上一个问题、回答过的追问只留在内存里，好接着问、按钮也能用，重启就没了。
privacy-ratings = 你点了 👍 或 👎，我会保存那个问题、当时列出的论文和你的评价，用来改进回答。
privacy-chat = 每个聊天会保存：选的语言、订阅的内容和发送时间、收到过哪些通知。
privacy-updates = 处理过的消息只留编号，两天后删掉，不含文字和姓名，免得同一条答两遍。
privacy-log = 日志里没有消息内容，也没有姓名。
privacy-commands = /mydata 查看保存了什么，/forget 全部删除。
mydata-title = 我保存的关于你的内容
mydata-title-group = 我保存的关于这个聊天的内容
mydata-nothing = 什么都没有。你问的问题我不保存，详见 /privacy。
mydata-chat = 这个聊天的编号（因为在这里订阅或设置过）。
mydata-zone = 时区：{ $zone }
mydata-updates = 论文补上笔记时的通知
mydata-elsewhere = 群或频道里有 { $count } 个订阅是你设的，这一点也记着。
mydata-language =
    语言：{ $language ->
        [zh] 中文
       *[other] 英文
    }
mydata-subscriptions =
    { $cadence ->
        [daily] 订阅（每天汇总）
        [weekly] 订阅（每周汇总）
       *[other] 订阅（随时通知）
    }
mydata-subscription =
    { $kind ->
        [all] 全部新论文
        [category] 分类：{ $value }
        [venue] 会议：{ $value }
        [words] 关键词：{ $value }
        [idea] 想法：{ $value }
       *[other] 相似论文：{ $value }
    }
mydata-announcements = 这个聊天有 { $count } 条通知记录。
mydata-ratings = 评价过的回答
mydata-more = 另有 { $count } 条
mydata-forget = 发 /forget 可以全部删除。
forget-title = 全部删除吗？
forget-me = 会删掉你选的语言、这里的订阅和发送时间，以及你的全部评价，删了就找不回来了。
forget-group = 会删掉这个聊天的语言、订阅和发送时间，以及这里的全部评价，删了就找不回来了。
forget-yes = 🗑 全部删除
forget-no = 先不删
forget-done = 好了，已全部删除。
forget-kept = 好的，什么都没动。

## 回答

ask-how = 请把问题写在 /ask 后面，比如：/ask FlashAttention 为什么快？
answer-section = 来自：{ $section }
answer-section-none = 来自：笔记
section-name =
    { $name ->
        [contributions] 主要贡献
        [background-and-motivation] 背景与动机
        [background] 背景
        [motivation] 动机
        [introduction] 引言
        [overview] 概述
        [related-work] 相关工作
        [observations] 关键观察
        [principles] 设计原则
       *[method] 方法
        [implementation] 实现
        [experiments] 实验
        [set-up] 实验环境
        [results] 实验结果
        [ablation] 消融实验
        [end-to-end] 端到端性能
        [discussion] 讨论
        [limitations] 局限
        [conclusions] 结论
        [conclusions-and-limitations] 结论与局限
        [appendix] 附录
    }
answer-more = 更多结果 ›
answer-before = ‹ 前面的结果
answer-unmentioned = 笔记里没有讲到 { $names }。
answer-lacking = 没有讲 { $names } 的笔记。
answer-or = 、
answer-assumed =
    { $count ->
        [1] 说的是刚才那篇论文：
       *[other] 说的是刚才那几篇论文：
    }
answer-assumed-doubtful =
    { $count ->
        [1] 说的是刚才那篇论文；笔记里不一定直接讲到，最接近的是：
       *[other] 说的是刚才那几篇论文；笔记里不一定直接讲到，最接近的是：
    }
answer-assumed-first = 先看刚才那篇论文：
abstain-title = 笔记里没有找到答案 🤔
abstain-hint = 换个说法再问问看，或者从这里找起：
abstain-near = 最接近的是下面这些笔记；也可以换个说法再问，或者从分类找起：
abstain-within =
    { $count ->
        [1] 这篇笔记里没有找到答案 🤔
       *[other] 这几篇笔记里没有找到答案 🤔
    }
abstain-closest =
    { $count ->
        [1] 这篇笔记里没有直接的答案，最接近的是：
       *[other] 这几篇笔记里没有直接的答案，最接近的是：
    }
abstain-ask-all = 🔎 在全部笔记里找
ask-me = 想问什么？直接发给我就行，中文英文都可以。
inline-none = 没有找到，来私聊问我
inline-open = 💬 在 PaperCache 里打开
list-title =
    { $count ->
        [0] 没有符合条件的论文。
       *[other] 共 { $count } 篇，从新到旧
    }
list-title-in =
    { $count ->
        [0] { $names }分类下没有符合条件的论文。
       *[other] { $names }分类下共 { $count } 篇，从新到旧
    }
list-name = “{ $name }”
list-names = 、
list-search = 🔎 按关键词搜索
list-none-then = 那段时间没有论文（按论文自己的日期算，不是笔记写好的日期）。不限时间的话有这些：
list-empty-hint = 放宽一点条件试试，或者用 /list 浏览全部论文。
index-empty = 笔记还没有准备好，过一会儿再来问我吧。

question-shortened = 问题有点长，我只读了前 { $most } 个字。
rating-good = 谢谢！能帮上忙就好 🙂
rating-bad = 谢谢反馈，我会努力改进。
rating-taken-back = 评价已撤回。
rating-failed = 刚才没能记下来，请稍后再试。

## 不是提问的话

said-thanks = 不客气，有问题随时问我 🙂
said-farewell = 再见，有问题随时来问 👋
said-acknowledgement = 👌 想问什么接着问就行。
said-unclear = 你说的是哪一篇？写上论文的名字；或者先问个问题，再说“2”“第二篇”或“它有什么局限”就行。
said-more = 找到的都在这里了。换个说法，或者问点别的吧。
said-unknown-paper = 这里没有这篇论文的笔记。
authors-none = 笔记里没有写明作者。
paper-closest-name = 这里没有叫这个名字的论文，最接近的是这篇：

## 论文

paper-no-note = 这篇的笔记还没写好。
paper-note = 📖 读笔记
paper-original = 📄 读原文
paper-not-found = 没有找到这篇论文。可以发标题、arXiv 链接，或者用 /list 浏览。
paper-how = 请在 /paper 后面写编号、标题或 arXiv 链接，比如：/paper 2309.06180
paper-several = 找到几篇，你要哪一篇？

card-contributions = 主要贡献
card-authors = { $names } 等 { $total } 人
card-separator = 、
card-related = 🔗 相关论文
card-cite = ❝ 引用
card-share = ↗ 分享
section-opening = 开头
section-back = ‹ 回到论文
related-title = 与《{ $title }》相关
related-none = 没有找到与《{ $title }》相关的论文。
citation-title = BibTeX
citation-copy = 📋 复制

## 按会议、年份与时间浏览

venues-title =
    { $count ->
        [0] 这些论文都没有标注会议或期刊。
       *[other] { $count } 个会议和期刊
    }
venues-without = 另有 { $count } 篇没有标注会议或期刊。
venues-unknown = 没有这个会议或期刊的论文，下面是全部：
back-to-venues = ‹ 全部会议
years-title =
    { $count ->
        [0] 还没有论文。
       *[other] 按年份浏览
    }
years-unknown = 没有这一年的论文，下面是全部年份：
paper-undated = 无日期
back-to-years = ‹ 全部年份
papers-title = { $name }：{ $count } 篇，从新到旧

## 语言

language-title = 我现在用中文回答你。
language-switch = 🌐 English
settings-admins = 这件事只有管理员能做。

## 浏览

browse-title = 论文分类
browse-hint = 共 { $papers } 篇，点一个主题看看。
browse-category = { $name }（{ $count }）
browse-count = 共 { $count } 篇，选一个分类
browse-empty = 这里还没有论文，写好了就会出现。
browse-subjects = 会收录
browse-page = 第 { $page } / { $pages } 页
browse-more = 另外还有 { $count } 个分类
page-back = ‹ 返回
back-to-topics = ‹ 全部主题
page-previous = ‹ 上一页
page-next = 下一页 ›

## 订阅

filter-all = 所有新论文
filter-quoted = “{ $words }”
filter-or = 或
filter-without = { $words }，不含{ $others }
filter-excluded = 不收{ $others }
filter-like = 和《{ $title }》相近的论文

subscribe-button = 🔔 订阅
subscribe-like-this = 🔔 订阅同类论文
subscribe-undo = ↩ 撤销
subscribe-manage = ⚙ 我的订阅
subscribe-as-all = 📚 全部论文
subscribe-as-category = 🗂 当作分类
subscribe-as-venue = 🏛 当作会议
subscribe-as-words = 🔤 当作关键词
subscribe-as-phrase = 🔤 当作一个短语
subscribe-as-apart = 🔤 任一个词都算
subscribe-as-idea = 💡 当作想法
subscribe-as-paper = 📄 同类论文
subscribed-added = 🔔 已订阅
subscribed-resumed = 🔔 已恢复
subscribed-already = 🔔 这个已经订阅过了
subscribed-full = 订阅已经满了
subscribed-full-hint = 一个聊天最多 { $most } 个订阅。先去掉一个用不着的，再来加新的。
subscribed-undone = ↩ 已撤销
subscribed-undone-hint = 不会再因为它给你发消息。
subscribed-why-all = 所有新论文，{ $when }。
subscribed-why-category = 这个分类（包括它下面的全部）的新论文，{ $when }。
subscribed-why-categories = 这几个分类（包括它们下面的全部）的新论文，{ $when }。
subscribed-why-venue = 这里的新论文，{ $when }。
subscribed-why-words = 标题、摘要、作者或分类里出现这些词的新论文，{ $when }。
subscribed-phrase = 这几个词要连在一起出现才算。想要任一个词都算，请用逗号分开。
subscribed-why-idea = 意思相近的新论文（中文英文都算），{ $when }。
subscribed-why-paper = 和它相近的新论文，{ $when }。
subscribed-why-papers = 和其中任何一篇相近的新论文，{ $when }。
subscribed-matching =
    { $count ->
        [0] 现有的 { $all } 篇里还没有符合的。
       *[other] 现有的 { $all } 篇里有 { $count } 篇符合。
    }
subscribed-in-channel = 发到 { $channel }
subscribe-offer = 🔔 要订阅吗？
subscribe-offer-hint = 有新论文时我会在这里告诉你，随时可以取消。
subscribe-unclear = 不知道要订阅什么。可以写分类、会议、关键词或一个想法，比如：/subscribe 推理优化
subscribe-address-page = 网址没法订阅，我只通知这里收录的新论文。可以改写成分类、会议、关键词或一个想法，比如：/subscribe 推理优化
subscribe-address-paper = 这里没有收录这篇论文，没法照着它找同类。可以改写成分类、会议、关键词或一个想法，比如：/subscribe 推理优化
subscribe-address-telegram = Telegram 上别处的内容没法订阅，我只通知这里收录的新论文。想让新论文发到你自己的频道，请先把我设为频道管理员，再私聊发给我：/subscribe { $channel }
subscribe-admins = 只有管理员才能改这里的订阅。
subscribe-channel-here = 请在私聊里发给我，我在那里帮你设置频道。
subscribe-channel-unknown = 我看不到 { $channel }。请检查名字，并把我设为频道管理员，允许发消息。
subscribe-channel-cannot-post = 我还不能在 { $channel } 发消息。请把我设为可以发消息的管理员，再发一次。
subscribe-channel-not-yours = 只有 { $channel } 的管理员才能设置那里的订阅。
subscribe-channel-no-channel = { $channel } 不是频道。群里请直接在群里发 /subscribe。

when-at-once = 笔记写好就发
when-daily = 每天 { $time } 汇总
when-weekly = 每{ $day } { $time } 汇总

category-picker-title = 🔔 想收到哪些新论文？
category-picker-title-channel = 🔔 { $channel } 要收到哪些新论文？
category-picker-hint = 点一下勾选，再点取消。勾选一个主题，就包括它下面的全部。
category-picker-words-hint = 关键词、会议或自己的想法，直接写：/subscribe kv cache, 量化
category-picker-everything = 全部新论文
category-picker-all-of = { $name }（全部）
category-picker-open = 展开 ›
category-picker-done = ✓ 完成
category-picker-chosen =
    { $count ->
        [0] 还没有选。
       *[other] 共 { $count } 个订阅。
    }
category-picker-included = 已经包含在“{ $name }”里了，要先取消那一个。
category-picker-page-next = 更多 ›
category-picker-page-previous = ‹ 前面

subscriptions-title = 🔔 { $count } 个订阅
subscriptions-title-channel = 🔔 { $channel }：{ $count } 个订阅
subscriptions-none = 🔔 还没有订阅
subscriptions-none-hint = 选几个主题，或者用 /subscribe 加关键词、会议、想法；有合适的新论文我就告诉你。
subscriptions-when = 发送时间：{ $when }。
subscriptions-quiet = { $from } 到 { $until } 不打扰。
subscriptions-paused = 已暂停
subscriptions-pause = ⏸ { $name }
subscriptions-resume = ▶ { $name }
subscriptions-remove = ✕ 取消
subscriptions-add = ＋ 选主题
subscriptions-times = ⏰ 时间
subscriptions-preview = 👀 最近 30 天
subscriptions-pause-all = ⏸ 全部暂停
subscriptions-resume-all = ▶ 全部恢复
subscriptions-remove-all = ✕ 全部取消
subscriptions-back = ‹ 我的订阅
subscriptions-sure = 要取消全部 { $count } 个订阅吗？
subscriptions-sure-yes = ✕ 全部取消
subscriptions-removed = ✓ 已取消订阅
subscriptions-removed-one = ✓ 已取消：{ $name }
subscriptions-removed-hint = 以后不再发这些。
subscriptions-removed-all = ✓ 已取消全部订阅
subscriptions-not-held = 这里没有订阅“{ $name }”。

exclude-title = 🤔 没有单独订阅这个
exclude-offer = 这类论文是随这些订阅来的：{ $names }。以后不发这类论文吗？
exclude-still = 不过这类论文还会随这些订阅来：{ $names }。以后不发这类论文吗？
exclude-button = 🚫 不发这类
exclude-done = 🚫 已排除
exclude-already = 🚫 已经排除过了
exclude-hint = 以后不再发这类新论文，除非你单独订阅。
exclude-undone = ↩ 已恢复
exclude-undone-hint = 这类新论文会照常发给你。

times-title = ⏰ 新论文什么时候发
times-title-channel = ⏰ { $channel } 什么时候发新论文
times-at-once = 立即
times-daily = 每天
times-weekly = 每周
times-now-at-once = 笔记写好就发。
times-now-daily = 每天 { $time }，汇总成一条消息。
times-now-weekly = 每{ $day } { $time }，汇总成一条消息。
times-zone = 时区：{ $zone }，那里现在是 { $time }。
times-quiet = 免打扰：{ $from } 到 { $until }，这段时间的新论文过后再发。
times-quiet-rounded = 免打扰按整点算，我往宽里取了整点。
times-quiet-none = 没有设免打扰。
times-updates = 之前没有笔记的论文写好了也告诉我
times-hour = 🕘 { $time }
times-zone-button = 🌍 { $zone }
times-quiet-button = 🌙 免打扰 { $hours }
times-quiet-off = 🌙 免打扰：关
times-hour-title = 🕘 几点发？
times-zone-title = 🌍 哪个时区？
times-zone-hint = 其他时区直接写，比如：/timezone 柏林、/timezone Europe/Berlin 或 /timezone UTC+8
times-zone-unknown = 不认识“{ $name }”这个时区。
times-zone-near = 你要的是不是：
times-quiet-title = 🌙 什么时候不打扰？
times-quiet-hint = 其他时间直接写，比如：/quiet 22-8，或者 /quiet off
times-quiet-how = 请写两个钟点，比如：/quiet 22-8 或 /quiet 晚上10点到早上7点；不要免打扰就写 /quiet off。
times-quiet-none-button = 不设免打扰
times-back = ‹ 返回
weekday-0 = 周一
weekday-1 = 周二
weekday-2 = 周三
weekday-3 = 周四
weekday-4 = 周五
weekday-5 = 周六
weekday-6 = 周日
weekday-short-0 = 一
weekday-short-1 = 二
weekday-short-2 = 三
weekday-short-3 = 四
weekday-short-4 = 五
weekday-short-5 = 六
weekday-short-6 = 日

preview-title = 👀 最近 { $days } 天：{ $count } 篇
preview-none = 👀 最近 { $days } 天：没有
preview-none-newest = 👀 最近 { $days } 天：没有。这里符合的论文，最新的是：
preview-none-hint = 还没有订阅，或者现有的论文都不符合；下一篇也许就是。
preview-because = 因为：{ $name }
## 新论文通知

announce-papers =
    { $count ->
        [1] 🆕 1 篇新论文
       *[other] 🆕 { $count } 篇新论文
    }
announce-notes =
    { $count ->
        [1] 📝 1 篇论文有笔记了
       *[other] 📝 { $count } 篇论文有笔记了
    }
announce-with-note = 之前介绍过这篇，现在笔记写好了。
announce-with-note-short = 📝 笔记写好了
announce-withdrawn = 这篇笔记已经撤下。
announce-because =
    { $place ->
        [group] 因为本群关注「{ $name }」
        [channel] 因为本频道关注「{ $name }」
       *[private] 因为你关注「{ $name }」
    }
announce-because-all =
    { $place ->
        [group] 因为本群关注全部新论文
        [channel] 因为本频道关注全部新论文
       *[private] 因为你关注全部新论文
    }
announce-because-words =
    { $place ->
        [group] 因为本群关注关键词「{ $name }」
        [channel] 因为本频道关注关键词「{ $name }」
       *[private] 因为你关注关键词「{ $name }」
    }
announce-because-idea =
    { $place ->
        [group] 因为本群关注这个想法：{ $name }
        [channel] 因为本频道关注这个想法：{ $name }
       *[private] 因为你关注这个想法：{ $name }
    }
announce-because-paper =
    { $place ->
        [group] 因为本群关注与《{ $name }》相近的论文
        [channel] 因为本频道关注与《{ $name }》相近的论文
       *[private] 因为你关注与《{ $name }》相近的论文
    }
announce-separator = 、
announce-open = 🔎 详情
announce-manage = ⚙️ 管理订阅
announce-topic-gone = 各位管理员：有个话题已经关闭或删除，订阅在那里的新论文我先发到这里。重新打开那个话题就会恢复；想换地方，请在别的话题里发 /subscribe。
announce-unknown =
    { $count ->
        [1] 有 1 条通知发出后没有收到 Telegram 的回应，不确定是否送达，我不会擅自重发。用 papercache deliveries 查看和处理。
       *[other] 有 { $count } 条通知发出后没有收到 Telegram 的回应，不确定是否送达，我不会擅自重发。用 papercache deliveries 查看和处理。
    }
catch-up-offer =
    { $count ->
        [1] 欢迎回来！联系不上的这段时间里有 1 篇你可能感兴趣的新论文，要看看吗？
       *[other] 欢迎回来！联系不上的这段时间里有 { $count } 篇你可能感兴趣的新论文，要看看吗？
    }
catch-up-offer-some = 欢迎回来！联系不上的这段时间里有 { $count } 篇你可能感兴趣的新论文，要看看最新的 { $most } 篇吗？
catch-up-show = 👀 看看
catch-up-pass = 不用了
catch-up-coming = 好，这就发来。
catch-up-passed = 好的，以后有新论文再告诉你。
catch-up-nothing = 已经没有要补发的了。

## 出错与过期

button-stale = 这个按钮过期了，请重新发起。
error-connection = 刚才和 Telegram 的连接断了一下（编号 { $id }）。如果上面没有我的回答，请再发一次。
error-database = 提问照常，但设置和订阅暂时存不了也查不了（编号 { $id }），请过一会儿再试。
error-apology = 抱歉，我这里出了点问题，已经记下来了（编号 { $id }）。请稍后再试。

## 给机器人的管理员

stats-title = PaperCache 统计
stats-since = 启动时间：{ $moment }（UTC）
stats-readers = 启动以来提问的读者：{ $readers }，所在聊天：{ $chats }
stats-questions = 问题：{ $questions }，笔记里没有的：{ $abstentions }
stats-ratings = 评价：👍 { $good } · 👎 { $bad }
stats-chats = 已知聊天：私聊 { $private }，群 { $groups }，频道 { $channels }；联系不上的 { $suspended }
stats-subscriptions = 订阅：{ $count }
stats-deliveries = 通知：待发 { $queued }，即将发出 { $claimed }，发送中 { $sending }，已发 { $sent }，失败 { $failed }，结果不明 { $unknown }，错过 { $missed }
stats-library = 论文库：{ $papers } 篇，其中 { $notes } 篇有笔记
reindex-title = 正在重建索引……
reindex-progress = { $stage }：{ $done } / { $total }
reindex-done = 索引已更新
reindex-failed = 索引没能更新
reindex-duplicates = 重复的笔记
reindex-skipped = 有问题的笔记
reindex-busy = 正在重建索引，请等它结束。
broadcast-how = 请把内容写在 /broadcast 后面。要发两种语言，就先写中文，另起一行写 ---，再写英文。
broadcast-nobody = 现在还没有可以发的人：我只记得选过语言或订阅过的私聊。
broadcast-from = 📣 来自 PaperCache 的维护者
broadcast-title = 发给 { $chats } 个私聊？
broadcast-languages =
    { $count ->
        [1] 所有人收到上面这一条。
       *[other] 按各自的语言，收到上面两条中的一条。
    }
broadcast-check = 发出去就收不回来了。
broadcast-yes = 📣 发送（{ $chats }）
broadcast-no = 不发
broadcast-dropped = 没有发送。
broadcast-begun = 正在发给 { $chats } 个聊天……
broadcast-done = 已发送：收到 { $reached } 个，没收到 { $missed } 个。
admin-notes = ⚠️ 提问照常，但有一件事没做成：{ $reason }
admin-duplicates = 👯 发现 { $count } 个重复的笔记文件，论文早已收录：不会再推送，也只展示一次。
admin-duplicates-more = ……另有 { $count } 个，运行 papercache index 可查看全部。
admin-works-again =
    { $part ->
        [refresh] ✅ 笔记又能正常更新了。
        [pull] ✅ 笔记仓库又能拉取了。
       *[plan] ✅ 新论文的通知恢复了。
    }
admin-remark = ⚠️ { $remark }
admin-error = ⚠️ 出错了：{ $kind }，详情见日志，编号 { $id }。
admin-errors = ⚠️ 出错了：{ $kind }，详情见日志，编号 { $id }。上次提醒之后还有 { $untold } 次。

## 问得太快

budget-reader = 问得有点快，请等 { $seconds } 秒再继续。
budget-group = 群里的问题有点多，我歇 { $seconds } 秒再来。

## 命令行

cli-abstained = 笔记里没有找到答案。
cli-closest-papers = 最接近的是这些笔记：
cli-nearest-categories = 相近的分类：{ $names }
cli-separator = 、
cli-notes-changed = 笔记在上次 papercache index 之后有改动，下面的内容还是改动之前的。
cli-served-from-before = 笔记没能更新（{ $reason }），先用之前建好的索引。
cli-being-refreshed = 另一个进程正在建索引
cli-without-database = { $reason } 提问照常回答；订阅、语言设置和通知要等它能写入后才恢复。
cli-no-notes = { $places } 里还没有笔记：添加几篇（格式见 README），或用 --notes 指定别的文件夹。
cli-no-link = 有 { $count } 篇笔记没有链接，因为不知道它们发布在哪里：如果已经发布，请在 config.yaml 里设置 site.url。
cli-no-papers = 没有符合条件的论文。
cli-list-count = 共 { $count } 篇，从新到旧
cli-who-i-am = 我是 PaperCache：这些笔记里的论文都可以问我，中文英文都行；也可以要清单（“去年 OSDI 的论文”）、问一篇论文的作者，或者要它的 BibTeX。
cli-language = 用什么语言问，我就用什么语言答：中文、英文都可以。
cli-list-in = { $head } · 分类：{ $names }
cli-no-note-yet = 这篇的笔记还没写好。
cli-no-such-category = 没有“{ $word }”这个分类，用 papercache categories 查看全部分类。
cli-no-such-paper = 没有找到“{ $word }”，用 papercache list 查看全部论文。
duplicate-line = { $file } 与 { $served } 是同一篇论文（{ $why }），只采用后者
duplicate-by =
    { $by ->
        [arxiv] arXiv { $value }
        [doi] DOI { $value }
        [authors] 标题和作者相同
        [year] 标题和年份相同
       *[text] 标题和正文相同
    }
cli-report = 新增 { $added }，更新 { $changed }，删除 { $removed }，未变 { $unchanged }，跳过 { $skipped }，用时 { $seconds } 秒
skipped-group = { $count } × { $reason }
skipped-group-with = { $count } × { $reason }（例如 { $place }）
skipped-more = … 还有 { $count } 个（加 --verbose 全部列出）
source-recognised = { $location }：{ $kind }，{ $papers }
source-kind =
    { $kind ->
        [markdown-notes] Markdown 笔记
        [jekyll-site] Jekyll 站点
        [hugo-site] Hugo 站点
        [hexo-site] Hexo 站点
        [mkdocs-site] MkDocs 站点
        [index-page] 论文列表页
        [note] 单篇笔记
       *[other] { $name }
    }
source-papers =
    { $kind ->
        [jekyll-site] { $count } 篇文章
        [hugo-site] { $count } 篇文章
        [hexo-site] { $count } 篇文章
       *[other] { $count } 篇论文
    }
source-files = 文件 { $count } 个
source-gave = 入库 { $count } 篇
source-refused = 没能读取 { $count } 处
source-hidden = 略过 { $count } 个（草稿、目录页、模板）
source-left-out = 按文件名略过 { $count } 个（README、模板等）
source-unreadable = 不支持的格式：{ $formats }
empty-refused = 一篇论文也没有：{ $places } 里有 { $files } 个文件，都没能用上；最常见的原因（{ $count } 次）：{ $reason }，例如 { $place }。用 papercache index --explain 文件 可以看到从一个文件里读出了什么。
empty-page = 一篇论文也没有：{ $places } 里没有列出任何论文。一篇论文是列表的一项、表格的一行或一个标题，写有题目和链接：- [题目](https://arxiv.org/abs/2309.06180)。如果这一页本身就是一篇笔记，请不要叫它 README；如果笔记在旁边的文件里，请用 --notes 指定那个文件夹。
empty-hidden = 一篇论文也没有：{ $places } 里的 { $count } 个文件都是草稿、不公开的笔记、模板、目录页或空文件；用 papercache index --explain 文件 可以看到是哪一种。请把要公开的笔记标为 draft: false，或用 --notes 指定别的文件夹。
empty-unreadable = 一篇论文也没有：{ $places } 里只有不支持的格式（{ $formats }）。请把笔记存成 Markdown（.md），或用 --notes 指定别的文件夹。
empty-left-out = 一篇论文也没有：{ $places } 里只有 { $count } 个按文件名略过的文件（README、模板等）。请给笔记另取文件名；如果某一页本身就是论文列表，请直接用 --notes 指定那一页。
cli-more-duplicates = … 还有 { $count } 个文件与已有的论文重复（加 --verbose 全部列出）
cli-many-unread = { $files } 个文件里有 { $refused } 个没有得到论文，原因见 papercache index。
explain-source = （{ $kind }，位于 { $location }）
explain-no-note = 没有得到论文：{ $reason }。
explain-more = … 还有 { $count } 篇（加 --verbose 全部列出）
explain-before-headings = （第一个标题之前）
explain-characters = { $count } 字
explain-field =
    { $field ->
        [title] 标题
        [title_zh] 中文标题
        [date] 日期
        [authors] 作者
        [venue] 会议/期刊
        [categories] 分类
        [link] 论文
        [address] 网址
       *[summary] 摘要
    }
cli-ratings = { $liked } 个问题有好评的回答，{ $disliked } 个只有差评。
cli-announce-first = 第一次清点：{ $count } 篇论文从此算作已知，不发任何通知。
cli-announce-nothing = 没有新内容。
cli-announce-new = 新论文：{ $title }（将通知 { $queued } 处，{ $missed } 处联系不上）
cli-announce-note = 补上了笔记：{ $title }（将通知 { $queued } 处，{ $missed } 处联系不上）
cli-announce-touched = 另有 { $count } 条已发的通知有更正、撤下或恢复。
cli-announce-rests = 还有新增或改动的笔记要静置到 { $moment }。
cli-announce-missed = 联系不上
cli-announce-column = { $column ->
    [chat] 会话
    [topic] 话题
    [when] 时间
    [because] 因为关注
   *[paper] 论文
}
cli-announce-because = { $kind ->
    [all] 全部
    [category] 分类
    [venue] 会议
    [words] 关键词
    [idea] 想法
   *[paper] 论文
}
cli-watching = 正在监视笔记的改动，按 Ctrl-C 结束。
cli-progress = { $stage }：{ $done } / { $total }
cli-progress-open = { $stage }：{ $done }
cli-stage-reading = 读取笔记
cli-stage-indexing = 计算向量
cli-stage-checking = 检查索引
cli-stage-asking = 提问
cli-chat-welcome = 请提问，中文英文都可以。输入编号打开那篇论文；/list 列出论文，/help 查看说明，/quit 退出。
cli-chat-no-such-command = 没有 { $word } 这个命令，只有 /list、/help 和 /quit。
cli-chat-help = 直接输入就是提问；输入编号打开上次回答里的那篇论文；/list 列出全部论文，/quit 退出。
cli-deliveries-none = 没有失败或去向不明的通知。
cli-deliveries-no-id = “{ $word }”不是编号：请写 papercache deliveries 列出的编号，或者 all。
cli-deliveries-no-such = 没有编号为 { $word } 的失败或去向不明的通知。
cli-deliveries-settled = 已处理 { $count } 条。
cli-demo-no-terminal = 这里没有终端，没法聊天，演示到此结束。请在终端里运行，或者用 papercache ask "…" 提问。
cli-demo-address = 机器人已就绪，请在浏览器里打开 { $address }
cli-demo-try = 随便问，比如：
cli-demo-end = 按 Ctrl-C 全部结束。
cli-demo-ended = 已结束，没有留下任何东西。
cli-exported = 已把 { $chats } 个聊天、{ $subscriptions } 个订阅写入 { $file }。
cli-imported = 新增 { $chats } 个聊天、{ $subscriptions } 个订阅，其余原本就有。
cli-upgraded = 数据库已从版本 { $before } 升级到 { $after }。
cli-upgrade-none = 数据库是版本 { $revision }，已经最新。
cli-backed-up = 备份已写入 { $file }。
