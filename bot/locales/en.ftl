### What the bot and the command line say to readers. Plain text only; markup belongs to the templates.

## Greeting and help

start-title = Hello, I'm PaperCache 🔖
start-intro =
    { $papers ->
        [one] I keep the reading notes of one machine-learning paper.
       *[other] I keep reading notes on { $papers } machine-learning papers.
    } Ask me anything in English or Chinese: I'll find the papers that fit best, the passage that answers, word for word (most notes are in Chinese), and the links.
start-examples = Try asking
start-example-1 = What does FlashAttention-3 do differently?
start-example-2 = How can the KV cache take less memory?
start-example-3 = papers on reinforcement learning from 2024
start-browse = 📚 Browse by category
start-newest = 🆕 Newest papers

help-title = How it works
help-ask = Just send a question, in English, Chinese or a mix of both.
help-quotes = Answers quote the notes as they are written, and most of them are written in Chinese.
help-list = For a list, say so: “OSDI papers from last year”, “the five latest on inference”.
help-browse = /list browses all papers by topic and category.
help-lists = /latest, /venues and /year list them by date, venue and year.
help-paper = /paper with an id, a title or an arXiv link opens one paper.
help-subscribe = /subscribe tells you of new papers: tick topics, or add words, a venue or an idea. “Subscribe me to inference papers” works too.
help-subscriptions = /subscriptions lists, pauses and removes them, and sets when they come; /preview shows what the last 30 days would have brought.
help-group = In a group, mention @{ $bot }, reply to me, or use /ask, also in reply to somebody's question. I stay out of everything else.
help-reply = Reply to a paper or an answer to ask about just those papers.
help-numbers = Numbers mean the papers I showed last: “2” opens the second one, “what are the limits of the second one?” asks it.
help-words = “bibtex of X”, “who wrote X” and “switch to Chinese” work too.
help-inline = In any chat, type @{ $bot } and a few words to share a paper.
help-lang = /lang shows which language I speak with you, with a button for Chinese (中文).
help-privacy = /privacy tells what I keep of you: next to nothing.
help-honest = If the notes don't have it, I'll tell you so.

command-start = Start here
description-long = Reading notes on machine-learning papers, ready to be asked. Ask in English or Chinese and get the papers that fit best, the passage that answers and the links. Browse by category, venue and year, or share a paper in any chat. If the notes don't have it, I'll tell you so.
description-short = Ask reading notes on machine-learning papers: papers, passages, links. English and Chinese.
command-help = How it works
command-list = Browse the papers by category
command-ask = Ask a question
command-paper = Open a paper
command-latest = The newest papers
command-venues = Papers by venue
command-year = Papers by year
command-subscribe = Be told of new papers
command-subscriptions = My subscriptions
command-unsubscribe = Stop being told
command-preview = What the last 30 days would have brought
command-lang = Language: English or 中文
command-privacy = What I keep of you
command-stats = Figures
command-reindex = Index the notes now
command-broadcast = Write to everybody

## In groups

group-title = Hello everyone, I'm PaperCache 🔖
group-intro =
    { $papers ->
        [one] I keep the reading notes of one machine-learning paper.
       *[other] I keep reading notes on { $papers } machine-learning papers and answer questions about them.
    }
group-how = Ask with /ask, mention @{ $bot }, or reply to me, in English or Chinese. I stay out of everything else.
group-admins = Administrators can change my language with /lang.

## What is no question

other-command = I don't know that command. Just send me your question, or see /help for what I can do.
other-kind = I can only read text. Put your question in words, and I'll look it up.
other-edited = I don't see what changes in a message later. Please send it once more.

## Privacy

privacy-title = What I keep
privacy-questions = Your questions are answered, not stored. Until I restart I remember the last one of each chat, and the follow-ups I answered, so that the buttons below them work.
privacy-ratings = If you press 👍 or 👎, I keep that question, the papers shown and your verdict, so that answers get better.
privacy-chat = Of a chat I keep the language it chose, its subscriptions and when they come, and which announcements it got.
privacy-updates = The numbers of the messages I handled stay for two days, without text or name, so that I answer each only once.
privacy-log = My log holds no messages and no names.
privacy-commands = /mydata shows what is kept of you, /forget deletes it.
mydata-title = What I keep of you
mydata-title-group = What I keep of this chat
mydata-nothing = Nothing. What you ask me is not stored; /privacy tells more.
mydata-chat = The number of this chat, since something was subscribed to or chosen here.
mydata-zone = Time zone: { $zone }
mydata-updates = News of papers that get their note
mydata-elsewhere =
    { $count ->
        [one] That it was you who made one subscription of a group or channel.
       *[other] That it was you who made { $count } subscriptions of groups or channels.
    }
mydata-language =
    Language: { $language ->
        [zh] Chinese
       *[other] English
    }
mydata-subscriptions =
    { $cadence ->
        [daily] Subscriptions, once a day
        [weekly] Subscriptions, once a week
       *[other] Subscriptions, at once
    }
mydata-subscription =
    { $kind ->
        [all] all new papers
        [category] category: { $value }
        [venue] venue: { $value }
        [words] words: { $value }
        [idea] idea: { $value }
       *[other] papers like: { $value }
    }
mydata-announcements =
    { $count ->
        [one] One announcement for this chat is recorded.
       *[other] { $count } announcements for this chat are recorded.
    }
mydata-ratings = Rated answers
mydata-more =
    { $count ->
        [one] and one more
       *[other] and { $count } more
    }
mydata-forget = /forget deletes all of it.
forget-title = Forget everything?
forget-me = I'll delete your language, your subscriptions and times in this chat, and all your ratings. There is no way back.
forget-group = I'll delete this chat's language, its subscriptions and times, and the ratings given here. There is no way back.
forget-yes = 🗑 Yes, forget
forget-no = No, keep it
forget-done = Done: it is all deleted.
forget-kept = Fine, everything stays as it is.

## Answers

ask-how = Put your question after /ask, for example: /ask why is FlashAttention fast?
answer-section = From: { $section }
answer-section-none = From the note
section-name =
    { $name ->
        [contributions] Contributions
        [background-and-motivation] Background and motivation
        [background] Background
        [motivation] Motivation
        [introduction] Introduction
        [overview] Overview
        [related-work] Related work
        [observations] Key observations
        [principles] Design principles
       *[method] Method
        [implementation] Implementation
        [experiments] Experiments
        [set-up] Experimental set-up
        [results] Results
        [ablation] Ablations
        [end-to-end] End-to-end performance
        [discussion] Discussion
        [limitations] Limitations
        [conclusions] Conclusions
        [conclusions-and-limitations] Conclusions and limitations
        [appendix] Appendix
    }
answer-more = More results ›
answer-before = ‹ Better results
answer-unmentioned = The notes say nothing about { $names }.
answer-lacking = There is no note on { $names }.
answer-or = {" "}or{" "}
answer-assumed =
    { $count ->
        [one] About the paper we were on:
       *[other] About the papers we were on:
    }
answer-assumed-doubtful =
    { $count ->
        [one] About the paper we were on. Its note may not say this directly; the closest it comes:
       *[other] About the papers we were on. Their notes may not say this directly; the closest they come:
    }
answer-assumed-first = Starting with the paper we were on:
abstain-title = I couldn't find that in the notes 🤔
abstain-hint = Try putting it another way, or start from here:
abstain-near = These notes come closest. You could also put it another way, or start from a category:
abstain-within =
    { $count ->
        [one] I couldn't find that in this note 🤔
       *[other] I couldn't find that in these notes 🤔
    }
abstain-closest =
    { $count ->
        [one] This note has no direct answer. The closest it comes:
       *[other] These notes have no direct answer. The closest they come:
    }
abstain-ask-all = 🔎 Search all the notes
ask-me = What would you like to know? Just send me your question, in English or Chinese.
inline-none = Nothing found. Ask me in private
inline-open = 💬 Open in PaperCache
list-title =
    { $count ->
        [0] No papers match that.
        [one] One paper
       *[other] { $count } papers, newest first
    }
list-title-in =
    { $count ->
        [0] No papers in the category { $names } match that.
        [one] One paper in the category { $names }
       *[other] { $count } papers in the category { $names }, newest first
    }
list-name = “{ $name }”
list-names = {" "}or{" "}
list-search = 🔎 Search for the words instead
list-none-then = Nothing is dated then. Papers go by their own date, not by when their note came. Here is the same without the time:
list-empty-hint = Try asking for a little less, or browse everything with /list.
index-empty = The notes aren't ready yet. Please ask me again in a moment.

question-shortened = That was a long one: I read only its first { $most } characters.
rating-good = Thanks! Glad that helped 🙂
rating-bad = Thanks for telling me. That helps me get better.
rating-taken-back = Your rating is taken back.
rating-failed = I couldn't keep that just now. Please try again in a while.

## What is said beside questions

said-thanks = You're welcome! Ask me anything else, any time 🙂
said-farewell = See you! I'm here whenever you have a question 👋
said-acknowledgement = 👌 Go on asking whenever you like.
said-unclear = Which paper do you mean? Write its name, or ask something first: then “2”, “the second one” or “what are its limits?” will do.
said-more = That's all I found. Put it another way, or ask about something else.
said-unknown-paper = There's no note on that paper here.
authors-none = The note doesn't name the authors.
paper-closest-name = No paper here goes by exactly that name. This is the closest:

## Papers

paper-no-note = The note on this one isn't written yet.
paper-note = 📖 Read the note
paper-original = 📄 Read the paper
paper-not-found = I couldn't find that paper. Send its title or an arXiv link, or browse with /list.
paper-how = Put an id, a title or an arXiv link after /paper, for example: /paper 2309.06180
paper-several = I found a few. Which one do you mean?

card-contributions = Main contributions
card-authors = { $names } and others ({ $total } authors)
card-separator = ,{" "}
card-related = 🔗 Related
card-cite = ❝ Cite
card-share = ↗ Share
section-opening = Opening
section-back = ‹ Back to the paper
related-title = Related to “{ $title }”
related-none = Nothing related to “{ $title }” yet.
citation-title = BibTeX
citation-copy = 📋 Copy

## By venue, year and time

venues-title =
    { $count ->
        [0] None of the papers has a venue yet.
        [one] One venue
       *[other] { $count } venues
    }
venues-without =
    { $count ->
        [one] One more paper has no venue.
       *[other] { $count } more papers have no venue.
    }
venues-unknown = There are no papers from that venue. Here are all of them:
back-to-venues = ‹ All venues
years-title =
    { $count ->
        [0] There are no papers yet.
       *[other] Papers by year
    }
years-unknown = There are no papers from that year. Here are all of them:
paper-undated = undated
back-to-years = ‹ All years
papers-title =
    { $count ->
        [one] { $name }: one paper
       *[other] { $name }: { $count } papers, newest first
    }

## Language

language-title = I speak English with you now.
language-switch = 🌐 中文
settings-admins = Only this chat's administrators can do that.

## Browsing

browse-title = Papers by category
browse-hint =
    { $papers ->
        [one] One paper so far. Pick a topic.
       *[other] { $papers } papers in all. Pick a topic.
    }
browse-category = { $name } ({ $count })
browse-count =
    { $count ->
        [one] One paper. Pick a category.
       *[other] { $count } papers. Pick a category.
    }
browse-empty = Nothing here yet. Papers will show up as soon as their notes are written.
browse-subjects = What belongs here
browse-page = Page { $page } of { $pages }
browse-more =
    { $count ->
        [one] and one more category
       *[other] and { $count } more categories
    }
page-back = ‹ Back
back-to-topics = ‹ All topics
page-previous = ‹ Previous
page-next = Next ›

## Subscribing

filter-all = every new paper
filter-quoted = “{ $words }”
filter-or = {" "}or{" "}
filter-without = { $words }, without { $others }
filter-excluded = nothing on { $others }
filter-like = papers like “{ $title }”

subscribe-button = 🔔 Subscribe
subscribe-like-this = 🔔 More like this
subscribe-undo = ↩ Undo
subscribe-manage = ⚙ My subscriptions
subscribe-as-all = 📚 All papers
subscribe-as-category = 🗂 As a category
subscribe-as-venue = 🏛 As a venue
subscribe-as-words = 🔤 As words
subscribe-as-phrase = 🔤 As one phrase
subscribe-as-apart = 🔤 Any of the words
subscribe-as-idea = 💡 As an idea
subscribe-as-paper = 📄 More like it
subscribed-added = 🔔 Subscribed
subscribed-resumed = 🔔 Back on
subscribed-already = 🔔 You already have this one
subscribed-full = That's as much as I can keep
subscribed-full-hint =
    { $most ->
        [one] One subscription is the most a chat can have. Remove it, and there is room again.
       *[other] { $most } subscriptions are the most a chat can have. Remove one you no longer need, and there is room again.
    }
subscribed-undone = ↩ Taken back
subscribed-undone-hint = Nothing will come because of it.
subscribed-why-all = Every new paper comes { $when }.
subscribed-why-category = New papers in this category, and in all below it, come { $when }.
subscribed-why-categories = New papers in these categories, and in all below them, come { $when }.
subscribed-why-venue = New papers from there come { $when }.
subscribed-why-words = New papers with these words in title, summary, authors or category come { $when }.
subscribed-phrase = I look for these words side by side, as one phrase. For any of several, part them by commas.
subscribed-why-idea = New papers that are close to this in meaning, in English or Chinese, come { $when }.
subscribed-why-paper = New papers that are like this one come { $when }.
subscribed-why-papers = New papers that are like one of these come { $when }.
subscribed-matching =
    { $count ->
        [0] None of the { $all } papers here would have come.
        [one] Of the { $all } papers here, one would have come.
       *[other] Of the { $all } papers here, { $count } would have come.
    }
subscribed-in-channel = In { $channel }
subscribe-offer = 🔔 Subscribe to this?
subscribe-offer-hint = I'll tell you here when there is a new paper. You can stop it at any time.
subscribe-unclear = I don't know what to listen for. Name a category, a venue, some words or an idea, for example: /subscribe inference
subscribe-address-page = I can't follow an address: I only tell of new papers in this collection. Name a category, a venue, some words or an idea instead, for example: /subscribe inference
subscribe-address-paper = That paper isn't in this collection, so I can't look for others like it. Name a category, a venue, some words or an idea instead, for example: /subscribe inference
subscribe-address-telegram = I can't follow what appears elsewhere on Telegram: I only tell of new papers in this collection. To have those arrive in a channel of yours, make me an administrator there and send me in private: /subscribe { $channel }
subscribe-admins = Only administrators can change what arrives here.
subscribe-channel-here = Send me that in a private chat: there I can set up a channel for you.
subscribe-channel-unknown = I can't see { $channel }. Check the name, and make me an administrator of the channel who may post.
subscribe-channel-cannot-post = I may not post in { $channel } yet. Make me an administrator who may post, then send that again.
subscribe-channel-not-yours = Only administrators of { $channel } can set up what arrives there.
subscribe-channel-no-channel = { $channel } is no channel. In a group, send /subscribe there.

when-at-once = as soon as their notes are ready
when-daily = once a day at { $time }
when-weekly = once a week, on { $day } at { $time }

category-picker-title = 🔔 What should I tell you about?
category-picker-title-channel = 🔔 What should arrive in { $channel }?
category-picker-hint = Tap to tick, tap again to untick. A topic brings everything below it.
category-picker-words-hint = For words, a venue or an idea of your own: /subscribe kv cache, osdi, …
category-picker-everything = Everything new
category-picker-all-of = All of { $name }
category-picker-open = Choose below ›
category-picker-done = ✓ Done
category-picker-chosen =
    { $count ->
        [0] Nothing chosen yet.
        [one] One subscription.
       *[other] { $count } subscriptions.
    }
category-picker-included = “{ $name }” already brings this. Untick that one first.
category-picker-page-next = More ›
category-picker-page-previous = ‹ Before

subscriptions-title =
    { $count ->
        [one] 🔔 One subscription
       *[other] 🔔 { $count } subscriptions
    }
subscriptions-title-channel =
    { $count ->
        [one] 🔔 One subscription in { $channel }
       *[other] 🔔 { $count } subscriptions in { $channel }
    }
subscriptions-none = 🔔 No subscriptions yet
subscriptions-none-hint = Choose topics, or send /subscribe with words, a venue or an idea, and I'll tell you when a new paper fits.
subscriptions-when = They come { $when }.
subscriptions-quiet = Quiet from { $from } to { $until }.
subscriptions-paused = paused
subscriptions-pause = ⏸ { $name }
subscriptions-resume = ▶ { $name }
subscriptions-remove = ✕ Remove
subscriptions-add = ＋ Topics
subscriptions-times = ⏰ When
subscriptions-preview = 👀 Last 30 days
subscriptions-pause-all = ⏸ Pause all
subscriptions-resume-all = ▶ Resume all
subscriptions-remove-all = ✕ Remove all
subscriptions-back = ‹ My subscriptions
subscriptions-sure =
    { $count ->
        [one] Remove your one subscription?
       *[other] Remove all { $count } subscriptions?
    }
subscriptions-sure-yes = ✕ Remove all
subscriptions-removed = ✓ Unsubscribed
subscriptions-removed-one = ✓ Unsubscribed: { $name }
subscriptions-removed-hint = You won't hear of that any more.
subscriptions-removed-all = ✓ No more subscriptions
subscriptions-not-held = There is no subscription to “{ $name }” here.

exclude-title = 🤔 Not by itself
exclude-offer = That comes with what you subscribed to: { $names }. Shall I leave it out?
exclude-still = It still comes with what you subscribed to: { $names }. Shall I leave it out?
exclude-button = 🚫 Leave it out
exclude-done = 🚫 Left out
exclude-already = 🚫 Already left out
exclude-hint = New papers on that don't come any more, unless you subscribe to them by name.
exclude-undone = ↩ Back in
exclude-undone-hint = New papers on that come again.

times-title = ⏰ When new papers come
times-title-channel = ⏰ When new papers come to { $channel }
times-at-once = At once
times-daily = Daily
times-weekly = Weekly
times-now-at-once = As soon as a note is ready.
times-now-daily = Every day at { $time }, all in one message.
times-now-weekly = Every { $day } at { $time }, all in one message.
times-zone = Time zone: { $zone }; it is { $time } there now.
times-quiet = Quiet hours: { $from } to { $until }. What is new then comes afterwards.
times-quiet-rounded = Quiet hours begin and end on the hour, so I widened yours a little.
times-quiet-none = No quiet hours.
times-updates = Also tell me when a paper I know of gets its note
times-hour = 🕘 At { $time }
times-zone-button = 🌍 { $zone }
times-quiet-button = 🌙 Quiet { $hours }
times-quiet-off = 🌙 No quiet hours
times-hour-title = 🕘 At which hour?
times-zone-title = 🌍 Which time zone?
times-zone-hint = For another one, send for example: /timezone Europe/Berlin, /timezone Berlin or /timezone UTC+8
times-zone-unknown = I don't know the time zone “{ $name }”.
times-zone-near = Did you mean one of these?
times-quiet-title = 🌙 When should I be quiet?
times-quiet-hint = For other hours, send for example: /quiet 22-8 or /quiet off
times-quiet-how = Send two times, for example: /quiet 22-8 or /quiet 10pm to 7am. Or /quiet off.
times-quiet-none-button = No quiet hours
times-back = ‹ Back
weekday-0 = Monday
weekday-1 = Tuesday
weekday-2 = Wednesday
weekday-3 = Thursday
weekday-4 = Friday
weekday-5 = Saturday
weekday-6 = Sunday
weekday-short-0 = Mo
weekday-short-1 = Tu
weekday-short-2 = We
weekday-short-3 = Th
weekday-short-4 = Fr
weekday-short-5 = Sa
weekday-short-6 = Su

preview-title =
    { $count ->
        [one] 👀 In the last { $days } days: one paper
       *[other] 👀 In the last { $days } days: { $count } papers
    }
preview-none = 👀 In the last { $days } days: nothing
preview-none-newest = 👀 In the last { $days } days: nothing. The newest here that fit:
preview-none-hint = Nothing here fits what you subscribed to, if anything. The next one may.
preview-because = For: { $name }
## Announcements

announce-papers =
    { $count ->
        [one] 🆕 One new paper
       *[other] 🆕 { $count } new papers
    }
announce-notes =
    { $count ->
        [one] 📝 A paper has its note now
       *[other] 📝 { $count } papers have their notes now
    }
announce-with-note = You've seen this one before; now its note is written.
announce-with-note-short = 📝 note now written
announce-withdrawn = This note has been withdrawn.
announce-because =
    { $place ->
        [group] Because this group follows “{ $name }”
        [channel] Because this channel follows “{ $name }”
       *[private] Because you follow “{ $name }”
    }
announce-because-all =
    { $place ->
        [group] Because this group follows all new papers
        [channel] Because this channel follows all new papers
       *[private] Because you follow all new papers
    }
announce-because-words =
    { $place ->
        [group] Because this group follows the words “{ $name }”
        [channel] Because this channel follows the words “{ $name }”
       *[private] Because you follow the words “{ $name }”
    }
announce-because-idea =
    { $place ->
        [group] Because this group follows an idea: { $name }
        [channel] Because this channel follows an idea: { $name }
       *[private] Because you follow an idea: { $name }
    }
announce-because-paper =
    { $place ->
        [group] Because this group follows papers like “{ $name }”
        [channel] Because this channel follows papers like “{ $name }”
       *[private] Because you follow papers like “{ $name }”
    }
announce-separator = ,{" "}
announce-open = 🔎 Details
announce-manage = ⚙️ Subscriptions
announce-topic-gone = A word to the administrators: a topic was closed or deleted, so the new papers meant for it come here for now. Reopen it and they go back there; to choose another place, send /subscribe in that topic.
announce-unknown =
    { $count ->
        [one] Telegram never answered about one announcement, so I can't tell whether it arrived. I won't send it again by myself: “papercache deliveries” shows it and settles it.
       *[other] Telegram never answered about { $count } announcements, so I can't tell whether they arrived. I won't send them again by myself: “papercache deliveries” shows and settles them.
    }
catch-up-offer =
    { $count ->
        [one] Welcome back! While I couldn't reach you, one new paper came in that you may like. Shall I show it?
       *[other] Welcome back! While I couldn't reach you, { $count } new papers came in that you may like. Shall I show them?
    }
catch-up-offer-some = Welcome back! While I couldn't reach you, { $count } new papers came in that you may like. Shall I show the latest { $most }?
catch-up-show = 👀 Show me
catch-up-pass = No, thanks
catch-up-coming = Here they come.
catch-up-passed = All right. I'll be in touch when there's something new.
catch-up-nothing = There's nothing left to catch up on.

## Faults and stale buttons

button-stale = That button is out of date. Please start again.
error-connection = My connection to Telegram broke just now (reference { $id }). If you don't see an answer above, please send that again.
error-database = I can answer questions, but I can't save or look up settings and subscriptions just now (reference { $id }). Please try that again later.
error-apology = Sorry, something went wrong on my side. I've made a note of it (reference { $id }). Please try again in a while.

## For the bot's administrators

stats-title = PaperCache in numbers
stats-since = Running since { $moment } UTC
stats-readers = Readers who asked since then: { $readers }, in chats: { $chats }
stats-questions = Questions: { $questions }, not in the notes: { $abstentions }
stats-ratings = Ratings: 👍 { $good } · 👎 { $bad }
stats-chats = Known chats: { $private } private, { $groups } groups, { $channels } channels; out of reach: { $suspended }
stats-subscriptions = Subscriptions: { $count }
stats-deliveries = Announcements: queued { $queued }, about to leave { $claimed }, sending { $sending }, sent { $sent }, failed { $failed }, unknown { $unknown }, missed { $missed }
stats-library = Library: { $papers } papers, { $notes } with notes
reindex-title = Indexing the notes …
reindex-progress = { $stage }: { $done } of { $total }
reindex-done = The notes are indexed
reindex-failed = The notes could not be indexed
reindex-duplicates = Not shown twice
reindex-skipped = What is wrong with the notes
reindex-busy = An indexing is already under way.
broadcast-how = Put the text after /broadcast. For both languages, write the Chinese text, a line with --- and the English text.
broadcast-nobody = There is nobody to write to yet: I only know private chats that chose a language or subscribed.
broadcast-from = 📣 From the people behind PaperCache
broadcast-title =
    { $chats ->
        [one] Send this to one private chat?
       *[other] Send this to { $chats } private chats?
    }
broadcast-languages =
    { $count ->
        [one] Everybody gets the text above.
       *[other] Everybody gets one of the two texts above, by the language of their chat.
    }
broadcast-check = It can't be taken back.
broadcast-yes = 📣 Send ({ $chats })
broadcast-no = Don't send
broadcast-dropped = Nothing was sent.
broadcast-begun =
    { $chats ->
        [one] Sending to one chat …
       *[other] Sending to { $chats } chats …
    }
broadcast-done = Sent. Chats reached: { $reached }, not reached: { $missed }.
admin-notes = ⚠️ Something does not work though questions are answered: { $reason }
admin-duplicates =
    { $count ->
        [one] 👯 One more file of a paper that is there already; it is not announced, and the paper is shown once:
       *[other] 👯 { $count } more files of papers that are there already; they are not announced, and each paper is shown once:
    }
admin-duplicates-more = … and { $count } more; “papercache index” names them all.
admin-works-again =
    { $part ->
        [refresh] ✅ The notes are brought up to date again.
        [pull] ✅ The notes' repository is pulled again.
       *[plan] ✅ New papers are announced again.
    }
admin-remark = ⚠️ { $remark }
admin-error = ⚠️ Something went wrong: { $kind }. The log tells more under { $id }.
admin-errors = ⚠️ Something went wrong: { $kind }. The log tells more under { $id }. Since the last notice there were { $untold } more.

## Too much at once

budget-reader =
    { $seconds ->
        [one] That's a lot at once. Give me a second, then ask on.
       *[other] That's a lot at once. Give me { $seconds } seconds, then ask on.
    }
budget-group =
    { $seconds ->
        [one] This group is keeping me busy. I'll be back in a second.
       *[other] This group is keeping me busy. I'll be back in { $seconds } seconds.
    }

## Command line

cli-abstained = The notes don't answer this.
cli-closest-papers = These notes come closest:
cli-nearest-categories = Nearest categories: { $names }
cli-separator = ,{" "}
cli-notes-changed = The notes changed after the last “papercache index”; this comes from before.
cli-served-from-before = The notes cannot be brought up to date ({ $reason }); what was indexed before is served.
cli-being-refreshed = another process is indexing them at the moment
cli-without-database = { $reason } Questions are answered all the same; subscriptions, languages and announcements wait until it can be written.
cli-no-notes = There are no notes in { $places } yet: add some (the README shows their form), or name another folder with --notes.
cli-no-link =
    { $count ->
        [one] One note has no link, as it is not known where it can be read: set site.url in config.yaml, if it is published.
       *[other] { $count } notes have no link, as it is not known where they can be read: set site.url in config.yaml, if they are published.
    }
cli-no-papers = No papers match that.
cli-list-count =
    { $count ->
        [one] One paper
       *[other] { $count } papers, newest first
    }
cli-who-i-am = I'm PaperCache: ask me about the papers in these notes, in English or Chinese, or for a list (“OSDI papers from last year”), the authors of a paper or its BibTeX.
cli-language = I answer each question in its own language, English or Chinese.
cli-list-in = { $head } · category { $names }
cli-no-note-yet = The note on this one isn't written yet.
cli-no-such-category = there is no category “{ $word }”: “papercache categories” shows them all.
cli-no-such-paper = there is no paper “{ $word }”: “papercache list” shows them all.
duplicate-line = { $file } is the same paper as { $served } ({ $why }), which is served
duplicate-by =
    { $by ->
        [arxiv] arXiv { $value }
        [doi] DOI { $value }
        [authors] same title and authors
        [year] same title and year
       *[text] same title and text
    }
cli-report = { $added } added, { $changed } changed, { $removed } removed, { $unchanged } unchanged, { $skipped } skipped in { $seconds } s
skipped-group = { $count } × { $reason }
skipped-group-with = { $count } × { $reason } ({ $place } and others)
skipped-more = … and { $count } more (--verbose names all)
source-recognised = { $location }: { $kind }, { $papers }
source-kind =
    { $kind ->
        [markdown-notes] Markdown notes
        [jekyll-site] a Jekyll site
        [hugo-site] a Hugo site
        [hexo-site] a Hexo site
        [mkdocs-site] an MkDocs site
        [index-page] an index page
        [note] one note
       *[other] { $name }
    }
source-papers =
    { $kind ->
        [jekyll-site] { $count ->
            [one] 1 post
           *[other] { $count } posts
        }
        [hugo-site] { $count ->
            [one] 1 post
           *[other] { $count } posts
        }
        [hexo-site] { $count ->
            [one] 1 post
           *[other] { $count } posts
        }
       *[other] { $count ->
            [one] 1 paper
           *[other] { $count } papers
        }
    }
source-files =
    { $count ->
        [one] 1 file
       *[other] { $count } files
    }
source-gave = { $count } in the library
source-refused = { $count } not read
source-hidden = { $count } left out (drafts, indexes, templates)
source-left-out = { $count } left out by name (README, templates)
source-unreadable = in formats that are not read: { $formats }
empty-refused = There is no paper at all: none of the { $files } files in { $places } could be used. The most frequent reason ({ $count } ×): { $reason }, for example { $place }. “papercache index --explain FILE” shows what is read of a file.
empty-page = There is no paper at all: { $places } names none. A paper is a line of a list, a row of a table or a heading with its title and a link: - [Title](https://arxiv.org/abs/2309.06180). If the page is itself a note, give it another name than README; if the notes lie in files beside it, name their folder with --notes.
empty-hidden = There is no paper at all: all { $count } files in { $places } are drafts, hidden, templates, indexes or empty; “papercache index --explain FILE” shows which. Let readers see some of them (draft: false), or name another folder with --notes.
empty-unreadable = There is no paper at all: { $places } holds only formats that are not read ({ $formats }). Save the notes as Markdown (.md), or name another folder with --notes.
empty-left-out = There is no paper at all: { $places } holds only { $count } files that are left out by their names (README, templates). Give notes names of their own, or name a page with a list of papers itself.
cli-more-duplicates = … and { $count } more files of papers that are there already (--verbose names all)
cli-many-unread = { $refused } of { $files } files gave no paper; “papercache index” says why.
explain-source = ({ $kind } in { $location })
explain-no-note = No paper is made of it: { $reason }.
explain-more = … and { $count } more papers (--verbose shows all)
explain-before-headings = (before the first heading)
explain-characters =
    { $count ->
        [one] 1 character
       *[other] { $count } characters
    }
explain-field =
    { $field ->
        [title] title
        [title_zh] Chinese title
        [date] date
        [authors] authors
        [venue] venue
        [categories] categories
        [link] paper
        [address] address
       *[summary] summary
    }
cli-ratings =
    { $liked ->
        [one] One question with a liked answer
       *[other] { $liked } questions with liked answers
    }, { $disliked } with disliked ones only.
cli-announce-first = The first look: { $count ->
    [one] one paper is
   *[other] { $count } papers are
} known from now on, and nothing is announced.
cli-announce-nothing = Nothing new.
cli-announce-new = New: { $title } (queued for { $queued }, missed by { $missed })
cli-announce-note = Now with its note: { $title } (queued for { $queued }, missed by { $missed })
cli-announce-touched = { $count ->
    [one] One earlier announcement is
   *[other] { $count } earlier announcements are
} corrected, withdrawn or back.
cli-announce-rests = Something new or changed still rests, until { $moment }.
cli-announce-missed = can't be reached
cli-announce-column = { $column ->
    [chat] chat
    [topic] topic
    [when] when
    [because] because of
   *[paper] paper
}
cli-announce-because = { $kind ->
    [all] everything
    [category] a category
    [venue] a venue
    [words] words
    [idea] an idea
   *[paper] a paper
}
cli-watching = Watching the notes; Ctrl-C ends it.
cli-progress = { $stage }: { $done } of { $total }
cli-progress-open = { $stage }: { $done }
cli-stage-reading = Reading the notes
cli-stage-indexing = Embedding the notes
cli-stage-checking = Checking the library
cli-stage-asking = Asking
cli-chat-welcome = Ask away, in English or Chinese. A number opens that paper; /list, /help, /quit.
cli-chat-no-such-command = There is no { $word } here: /list, /help and /quit are all.
cli-chat-help = Any line is a question. A number opens the paper with that number in the last answer. /list shows every paper, /quit ends.
cli-deliveries-none = No announcement failed, and none is in doubt.
cli-deliveries-no-id = “{ $word }” is no id: take one that “papercache deliveries” shows, or all.
cli-deliveries-no-such = no announcement with the id { $word } failed or is in doubt.
cli-deliveries-settled =
    { $count ->
        [one] Settled one announcement.
       *[other] Settled { $count } announcements.
    }
cli-demo-no-terminal = There is no terminal to chat from, so the demo ends here. Run it in a terminal, or ask with: papercache ask "…"
cli-demo-address = The bot is listening. Talk to it at { $address }
cli-demo-try = Ask it anything, for example:
cli-demo-end = Ctrl-C ends it all.
cli-demo-ended = Ended; nothing is left behind.
cli-exported = { $chats } chats with { $subscriptions } subscriptions written to { $file }.
cli-imported = { $chats } chats and { $subscriptions } subscriptions added; everything else was there already.
cli-upgraded = The database was at revision { $before } and is now at { $after }.
cli-upgrade-none = The database is at revision { $revision }, which is the newest.
cli-backed-up = Backup written to { $file }.
