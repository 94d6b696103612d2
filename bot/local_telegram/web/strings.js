// What the page itself says, in the language of the reader whose account is open.

const STRINGS = {
  en: {
    skip: "Skip to the message field",
    chats: "Chats", messages: "Messages", topics: "Topics", tools: "Tools", theme: "Light or dark", back: "Back to the chats",
    more: "More", close: "Close", down: "To the newest message", suggestions: "Suggestions", commands: "Commands",
    write: "Message", send: "Send", start: "START", ok: "OK", today: "Today", yesterday: "Yesterday",
    bot: "bot", typing: "typing", typingNamed: "{name} is typing", edited: "edited", general: "General",
    members: n => `${n} members`, subscribers: n => n === 1 ? "1 subscriber" : `${n} subscribers`,
    unread: n => n === 1 ? "1 unread message" : `${n} unread messages`,
    reply: "Reply", copy: "Copy text", copyCode: "Copy code", copied: "Copied", replyTo: "Reply to {name}", cancelReply: "Do not reply",
    deleted: "Deleted message", news: "Unread messages", forwarded: "Forwarded from {name}", pinned: "Pinned message", showAll: "Show the whole quotation", showLess: "Show less", spoiler: "Hidden text; press to show it",
    via: "via @{name}", you: "You", changeAccount: "Change account", block: "Stop and block the bot", unblock: "Unblock the bot",
    blocked: "You blocked this bot.", readOnly: "Only administrators write here.", about: "What can this bot do?",
    empty: "No messages here yet", emptyGroup: "Mention @{name}, reply to it or use a command to talk to the bot here.",
    noResults: "No results", searching: "Searching …", noInline: "This bot has no inline mode.",
    offline: "Connection lost. Trying again …", ended: "The server has ended. Start it again, then reload.",
    publishing: "Publish a paper", "publishing-about": "Puts a prepared note into the notes folder, as a maintainer would.",
    publish: "Publish a paper", published: "Published: {title}", publishedAll: "Every prepared note is published.",
    faults: "Faults", "faults-about": "What can go wrong with Telegram, for this bot.",
    "faults-requests": "Its next requests", "faults-updates": "What it is told, and the time", "faults-chats": "The chats it is in",
    "fault-delay": "Slow", "fault-delay-about": "The next three messages take four seconds each.",
    "fault-penalty": "429 once", "fault-penalty-about": "The next message is refused: retry after ten seconds.",
    "fault-halt": "429 for a minute", "fault-halt-about": "Every message is refused until a minute is over.",
    "fault-limits": "Rate limits", "fault-limits-about": "From now on Telegram's limits hold: one message a second in a chat, 20 a minute in a group or channel, 30 a second in all.",
    "fault-forbidden": "403", "fault-forbidden-about": "The next message is refused as if the reader had blocked the bot.",
    "fault-outage": "502", "fault-outage-about": "The next three messages meet a gateway without a server.",
    "fault-cut-before": "Cut before", "fault-cut-before-about": "The connection breaks before the next message is sent.",
    "fault-cut-after": "Cut after", "fault-cut-after-about": "The next message is sent, but the bot never hears of it.",
    "fault-repeat": "Repeat", "fault-repeat-about": "The bot is told a second time of what it was told last.",
    "fault-reorder": "Reorder", "fault-reorder-about": "The next two things that happen reach the bot in the wrong order.",
    "fault-hour": "An hour later", "fault-hour-about": "Telegram's clock is an hour ahead; pressed buttons are too old to be answered.",
    "fault-day": "A day later", "fault-day-about": "Telegram's clock is a day ahead; what the bot has not fetched is lost.",
    "fault-migrate": "Migrate group", "fault-migrate-about": "The group becomes a supergroup with another id.",
    "fault-mute": "Mute in group", "fault-mute-about": "The bot may no longer write in the group.",
    "fault-kick": "Remove from group", "fault-kick-about": "The bot is removed from the group.",
    "fault-join": "Back into group", "fault-join-about": "The bot is in the group again and may write.",
    "fault-topic": "Close topic", "fault-topic-about": "The forum's first topic is closed.",
    "fault-topic-open": "Reopen topic", "fault-topic-open-about": "The forum's first topic is open again.",
    "fault-topic-deleted": "Delete topic", "fault-topic-deleted-about": "The forum's last topic is gone, with its messages.",
    "fault-channel": "No posting", "fault-channel-about": "The bot stays an administrator of the channel but may not post.",
    "fault-deactivate": "Delete account", "fault-deactivate-about": "The second reader's account no longer exists for the bot.",
    "fault-clear": "All well again", "fault-clear-about": "No fault waits any more; what was done to chats and to the time stays.",
    traffic: "Bot API traffic", "traffic-about": "Every request of the bot and the answer it was given, newest first.",
    "traffic-polls": "Also empty getUpdates", sent: "Request", answered: "Answer",
    unanswered: "No answer within 15 seconds", buttons: "Buttons", photo: "Photo", table: "Table", formula: "Formula", done: "Done", open: "To do",
    showMore: "Show more",
    dropped: "Telegram would have cut {bytes} bytes of that message without a word.", stop: "Stop",
    group_chat_created: "{by} created the group", supergroup_chat_created: "{by} created the group", channel_chat_created: "Channel created",
    forum_topic_created: "{by} opened the topic “{name}”", forum_topic_closed: "{by} closed the topic", forum_topic_reopened: "{by} reopened the topic",
    forum_topic_edited: "{by} renamed the topic “{name}”", new_chat_members: "{by} added {name}", left_chat_member: "{by} removed {name}",
    joined: "{name} joined the group", left: "{name} left the group", pinned_message: "{by} pinned a message",
    migrate_to_chat_id: "The group became a supergroup", migrate_from_chat_id: "The group became a supergroup",
    NOT_UNICODE: "That text holds half a character, which Telegram does not carry.",
    BAD_REQUEST: "That did not work.", MESSAGE_TOO_LONG: "A message holds 4,096 characters at most.", CHAT_WRITE_FORBIDDEN: "You may not write here.",
    TOPIC_CLOSED: "This topic is closed.", USER_IS_BLOCKED: "You blocked this bot.", PUBLISH_FAILED: "Publishing failed; see the terminal.",
  },
  zh: {
    skip: "跳到输入框",
    chats: "聊天", messages: "消息", topics: "话题", tools: "工具", theme: "浅色或深色", back: "返回聊天列表",
    more: "更多", close: "关闭", down: "到最新消息", suggestions: "建议", commands: "命令",
    write: "输入消息", send: "发送", start: "开始", ok: "好", today: "今天", yesterday: "昨天",
    bot: "机器人", typing: "正在输入", typingNamed: "{name} 正在输入", edited: "已编辑", general: "综合",
    members: n => `${n} 位成员`, subscribers: n => `${n} 位订阅者`,
    unread: n => `${n} 条未读`,
    reply: "回复", copy: "复制文字", copyCode: "复制代码", copied: "已复制", replyTo: "回复 {name}", cancelReply: "取消回复",
    deleted: "已删除的消息", news: "未读消息", forwarded: "转发自 {name}", pinned: "置顶消息", showAll: "展开全部引文", showLess: "收起", spoiler: "隐藏的文字，点按显示",
    via: "通过 @{name}", you: "你", changeAccount: "切换账号", block: "停用并屏蔽机器人", unblock: "解除屏蔽",
    blocked: "你已屏蔽这个机器人。", readOnly: "只有管理员能在这里发言。", about: "这个机器人能做什么？",
    empty: "还没有消息", emptyGroup: "在这里提到 @{name}、回复它，或者使用命令，机器人才会应答。",
    noResults: "没有结果", searching: "正在查找……", noInline: "这个机器人没有内联模式。",
    offline: "连接断开，正在重试……", ended: "服务已结束，请重新启动后刷新。",
    publishing: "发布一篇论文", "publishing-about": "像维护者那样，把一篇准备好的笔记放进笔记文件夹。",
    publish: "发布一篇论文", published: "已发布：{title}", publishedAll: "准备好的笔记都已发布。",
    faults: "故障", "faults-about": "让 Telegram 对这个机器人出点问题。",
    "faults-requests": "接下来的请求", "faults-updates": "更新与时间", "faults-chats": "所在的聊天",
    "fault-delay": "变慢", "fault-delay-about": "接下来的三条消息各慢四秒。",
    "fault-penalty": "429 一次", "fault-penalty-about": "下一条消息会被拒绝：十秒后再试。",
    "fault-halt": "429 一分钟", "fault-halt-about": "一分钟之内，所有消息都会被拒绝。",
    "fault-limits": "限速", "fault-limits-about": "从现在起按 Telegram 的限制：每个聊天每秒一条，群和频道每分钟二十条，总共每秒三十条。",
    "fault-forbidden": "403", "fault-forbidden-about": "下一条消息会被拒绝，就像读者屏蔽了机器人一样。",
    "fault-outage": "502", "fault-outage-about": "接下来的三条消息碰上没有服务器的网关。",
    "fault-cut-before": "发出前断线", "fault-cut-before-about": "下一条消息还没发出，连接就断开。",
    "fault-cut-after": "发出后断线", "fault-cut-after-about": "下一条消息已发出，但机器人收不到回音。",
    "fault-repeat": "重复更新", "fault-repeat-about": "机器人刚收到的更新会再来一次。",
    "fault-reorder": "打乱顺序", "fault-reorder-about": "接下来的两个更新会以相反的顺序到达。",
    "fault-hour": "一小时后", "fault-hour-about": "Telegram 的时钟拨快一小时；按过的按钮来不及应答了。",
    "fault-day": "一天后", "fault-day-about": "Telegram 的时钟拨快一天；机器人没取走的更新会丢失。",
    "fault-migrate": "群组升级", "fault-migrate-about": "群组升级为超级群组，编号改变。",
    "fault-mute": "群内禁言", "fault-mute-about": "机器人不能再在群里发言。",
    "fault-kick": "移出群组", "fault-kick-about": "机器人被移出群组。",
    "fault-join": "请回群组", "fault-join-about": "机器人回到群里，可以发言。",
    "fault-topic": "关闭话题", "fault-topic-about": "论坛的第一个话题已关闭。",
    "fault-topic-open": "重开话题", "fault-topic-open-about": "论坛的第一个话题重新开放。",
    "fault-topic-deleted": "删除话题", "fault-topic-deleted-about": "论坛的最后一个话题连同消息一起消失。",
    "fault-channel": "不能发帖", "fault-channel-about": "机器人仍是频道管理员，但不能发帖。",
    "fault-deactivate": "注销账号", "fault-deactivate-about": "对机器人来说，第二位读者的账号不再存在。",
    "fault-clear": "恢复正常", "fault-clear-about": "不再有等待发生的故障；聊天和时间上的变化不会恢复。",
    traffic: "Bot API 往来", "traffic-about": "机器人的每个请求和得到的回答，新的在上面。",
    "traffic-polls": "也显示空的 getUpdates", sent: "请求", answered: "回答",
    unanswered: "15 秒内没有应答", buttons: "按钮", photo: "图片", table: "表格", formula: "公式", done: "已完成", open: "待办",
    showMore: "显示更多",
    dropped: "Telegram 会不声不响地截掉这条消息的 {bytes} 个字节。", stop: "停止",
    group_chat_created: "{by} 创建了群组", supergroup_chat_created: "{by} 创建了群组", channel_chat_created: "频道已创建",
    forum_topic_created: "{by} 开了话题“{name}”", forum_topic_closed: "{by} 关闭了话题", forum_topic_reopened: "{by} 重新开放了话题",
    forum_topic_edited: "{by} 把话题改名为“{name}”", new_chat_members: "{by} 把 {name} 加进了群组", left_chat_member: "{by} 把 {name} 移出了群组",
    joined: "{name} 加入了群组", left: "{name} 离开了群组", pinned_message: "{by} 置顶了一条消息",
    migrate_to_chat_id: "群组已升级为超级群组", migrate_from_chat_id: "群组已升级为超级群组",
    NOT_UNICODE: "这段文字里有半个字符，Telegram 发不出去。",
    BAD_REQUEST: "操作没有成功。", MESSAGE_TOO_LONG: "一条消息最多 4096 个字符。", CHAT_WRITE_FORBIDDEN: "你不能在这里发言。",
    TOPIC_CLOSED: "这个话题已关闭。", USER_IS_BLOCKED: "你已屏蔽这个机器人。", PUBLISH_FAILED: "发布失败，原因见终端。",
  },
};

let strings = STRINGS.en;
let timeOfDay = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
let dayOfYear = new Intl.DateTimeFormat("en-GB", { month: "long", day: "numeric" });

/** Choose the language and write it into every element that asks for a text. */
export function setLanguage(code) {
  const chinese = (code || "").toLowerCase().startsWith("zh");
  strings = chinese ? STRINGS.zh : STRINGS.en;
  const locale = chinese ? "zh-CN" : "en-GB";
  timeOfDay = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" });
  dayOfYear = new Intl.DateTimeFormat(locale, { month: "long", day: "numeric" });
  document.documentElement.lang = chinese ? "zh-Hans" : "en";
  for (const node of document.querySelectorAll("[data-text]")) node.textContent = t(node.dataset.text);
  for (const node of document.querySelectorAll("[data-label]")) {
    node.setAttribute("aria-label", t(node.dataset.label));
    if (node.matches("button")) node.title = t(node.dataset.label);
  }
  for (const node of document.querySelectorAll("[data-placeholder]")) node.placeholder = t(node.dataset.placeholder);
}

/** Give a text; `values` is a number for texts that count, else what stands for {names}. */
export function t(key, values = {}) {
  const text = strings[key] ?? key;
  if (typeof text === "function") return text(values);
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** Give the time of day of a Unix time in seconds. */
export function clock(seconds) {
  return timeOfDay.format(seconds * 1000);
}

/** Give the day of a Unix time in seconds, in words where it is near. */
export function day(seconds) {
  const date = new Date(seconds * 1000);
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(date).setHours(0, 0, 0, 0)) / 86400000);
  if (days === 0) return t("today");
  if (days === 1) return t("yesterday");
  return dayOfYear.format(date);
}

/** Say what a service message tells. */
export function serviceText({ service }) {
  const kind = Object.keys(service).find(key => key !== "by") ?? "";
  const value = service[kind];
  const who = Array.isArray(value) ? value[0] : value;
  const name = who?.first_name ? `${who.first_name} ${who.last_name ?? ""}`.trim() : who?.name ?? "";
  // who comes or goes alone was not added or removed by anybody
  const alone = name === service.by && { new_chat_members: "joined", left_chat_member: "left" }[kind];
  // a name may turn the direction of what follows it, but only as far as it goes itself
  const apart = text => `\u2068${text}\u2069`;
  return t(alone || kind, { by: apart(service.by), name: apart(name) });
}
