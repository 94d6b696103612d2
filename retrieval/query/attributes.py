"""Attributes: what can be asked of any paper or system (its cost, its hardware, its code), and so names none.

A question of nothing but these and words of asking has no subject of its own: ``用了多少张卡``, ``how much faster?``.
"""

from __future__ import annotations

import re

from retrieval.text.chinese import IDEOGRAPHS
from retrieval.text.terms import STOP_WORDS, stem

_NOUNS_ZH = (
    "显存 内存 存储 缓存 带宽 吞吐量 吞吐率 吞吐 延迟 时延 速度 速率 性能 效率 利用率 精度 准确率 正确率 准确度 误差 "
    "质量 效果 成本 代价 开销 费用 价格 花费 价钱 钱 美元 功耗 能耗 算力 计算量 浮点 参数 参数量 规模 大小 长度 "
    "上下文 序列 窗口 数量 倍数 倍率 比例 比率 占比 加速比 加速 压缩率 命中率 接受率 损失 收益 提升 改进 增益 优势 "
    "劣势 好处 坏处 优点 缺点 特点 训练 推理 解码 预填充 预训练 微调 部署 上线 落地 模型 大模型 数据 数据集 语料 "
    "词表 基准 基线 测试 评测 测评 任务 指标 分数 得分 成绩 硬件 平台 机器 设备 显卡 卡 芯片 节点 集群 环境 配置 "
    "设置 框架 代码 源码 源代码 代码量 仓库 链接 地址 开源 闭源 许可证 版本 作者 团队 机构 公司 单位 会议 期刊 时间 "
    "时长 耗时 日期 年份 步数 轮数 层数 层 块 批次 批大小 学习率 优化器 超参数 超参 消融 消融实验 对比 细节 例子 "
    "示例 场景 应用 用途 算法 架构 结构 设计 步骤 流程 公式 图 表 权重 梯度 激活 资源 瓶颈 前提 条件 假设 限制 要求 "
    "风险 问题 难点 核心 思想 思路 想法 关键 原因 理由 依据 证明 结论 意义 价值 现象 工作 方案 技术 系统 论文 文章 "
    "笔记 这里 那里 字 行 语言 中文 英文 预算 可靠性 合适 请求 原型 稳定性 可扩展性 扩展性 兼容性 通用性 易用性 难度 "
    "复杂度"
)
_VERBS_ZH = (
    "用 比 使用 采用 选用 用到 用上 用来 用于 支持 兼容 需要 要求 必须 应该 可以 能够 达到 得到 实现 提高 提升 增加 "
    "增长 降低 减少 下降 上升 节省 节约 省下 变快 变慢 变大 变小 变好 变差 影响 依赖 适合 适用 适应 解决 处理 应对 "
    "避免 保证 提出 发表 发布 公布 公开 放出 收录 写 相比 比较 相对 超过 优于 不如 花 消耗 占 占用 不够 足够 限制 "
    "缺少 不足 考虑 验证 证明 评估 评测 测 测试 测量 跑 跑过 跑通 训 推 投入 生产 试 试过 看 选 选择 加 改 做 存 放 "
    "传 算 变 拆 合 换 省 快 慢 掉 降 升 涨 涨点 掉点 出来 起来 下来 上去 下去 工作 生效 有效 有用 管用 成功 失败 "
    "保持 恢复 扩展 迁移 开 关 关系 算是 属于 包括 包含 涉及 讲 讲到 说 提 提到 谈 解释 说明 指 意味 认为"
)
_WORDS_ZH = (
    "为什么 为啥 为何 什么 怎么样 怎么 怎样 如何 多少 多大 多长 多久 多快 多慢 多高 多低 多远 多贵 几个 几张 几层 "
    "几倍 几步 几块 几台 几天 几次 几种 哪些 哪个 哪里 哪儿 哪种 哪几个 哪家 哪年 哪一年 哪 谁 几 啥 是否 是不是 "
    "有没有 能不能 可不可以 会不会 要不要 够不够 吗 呢 吧 么 呀 啊 嘛 呐 的 了 着 过 得 地 是 有 没有 没 不 无 能 会 "
    "要 可 该 和 跟 与 及 或 对 给 把 被 让 使 从 到 在 于 以 为 因 因为 所以 而 但 但是 如果 那 那么 这 这样 那样 "
    "这么 其 它 它们 他们 她们 自己 都 也 还 还是 就 才 只 只有 仅 更 最 很 太 挺 非常 比较 特别 真 真的 实际 实际上 "
    "具体 主要 大概 大约 左右 平均 最大 最小 最高 最低 最多 最少 最长 最短 最快 最后 最终 最好 总 总共 一共 全部 "
    "所有 各 各自 分别 每 每个 每张 每次 每秒 每天 单 单个 单张 单卡 多卡 另外 另 其他 其它 别的 以及 然后 之后 之前 "
    "时候 时 后 前 上 下 里 中 内 外 间 大 小 多 少 高 低 长 短 好 差 贵 便宜 快 慢 新 旧 强 弱 难 容易 简单 复杂 够 "
    "行 个 篇 张 台 次 步 种 条 点 倍 成 秒 毫秒 微秒 分钟 小时 天 周 月 年 万 千 百 亿 一 二 两 三 四 五 六 七 八 "
    "九 十 半 第 起 来 去 请问 请 想 知道 想问 问 一下 告诉 我 你 您 我们 你们 帮 看看 再 又 已 已经 曾 现在 目前 "
    "当时 后来 方面 情况 程度 范围 办 法 办法"
)
_ZH = re.compile(
    "|".join(sorted({*_NOUNS_ZH.split(), *_VERBS_ZH.split(), *_WORDS_ZH.split()}, key=lambda word: (-len(word), word)))
)
_WORDS_EN = (
    "memory storage bandwidth throughput latency delay speed speedup performance efficiency utilization "
    "utilisation accuracy precision error quality effect result cost price money dollar overhead compute "
    "computation flops parameter param size length context sequence window scale number amount count ratio "
    "rate share percent percentage factor gain improvement improve loss benefit advantage disadvantage "
    "downside upside training train inference infer decode decoding prefill pretraining finetuning "
    "deployment deploy production model data dataset corpus token benchmark baseline task metric score "
    "hardware platform machine device gpu gpus card chip node cluster environment setup setting "
    "configuration config framework code source repo repository github link url open opensource opensourced "
    "release released license version author team company lab venue conference journal time duration hour "
    "day week month year date step epoch layer head expert block batch optimizer optimiser hyperparameter "
    "ablation detail example case scenario application algorithm architecture structure design figure table "
    "weight gradient activation resource bottleneck assumption restriction requirement risk problem issue "
    "idea usage impact suggestion prototype key core main trick insight reason evidence conclusion takeaway "
    "claim finding tradeoff catch measured simulated simulation real theoretical theory support need require "
    "take run ran work use compare compared versus vs test tested evaluate evaluated evaluation experiment "
    "implement implemented implementation achieve reach increase decrease reduce reduction drop hurt help "
    "affect matter save spend consume occupy publish published propose present available fast faster fastest "
    "slow slower slowest big bigger large larger largest small smaller good better best bad worse worst "
    "cheap cheaper expensive high higher highest low lower lowest long longer short shorter quick quicker "
    "accurate efficient scalable stable reliable general practical hard easy simple complex total average "
    "maximum minimum max min peak typical weak strong million billion actual exact really actually exactly "
    "roughly overall compatible single multiple multi different similar first second new old still yet "
    "already currently now mean say said single-gpu multi-gpu language english chinese one two three four "
    "many lot bit far deep wide people anyone paper method approach system technique solution thing way kind "
    "type part point line lines please ok okay and so but also then well hmm else"
)
_EN = frozenset(map(stem, _WORDS_EN.split()))
_LATIN = re.compile(r"[a-z0-9][a-z0-9+#.'-]*")
_CHINESE = re.compile(f"[{IDEOGRAPHS}]+")


def subject_words(text: str) -> tuple[str, ...]:
    """Return the words of ``text`` (normalised) that may be a subject, not attributes, words of asking or numbers."""
    left = [word for word in _LATIN.findall(text) if not (word.isdigit() or word in STOP_WORDS or stem(word) in _EN)]
    return (*left, *_CHINESE.findall(_ZH.sub(" ", text)))
