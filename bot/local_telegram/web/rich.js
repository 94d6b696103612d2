// A rich message as a document: every kind of block to its elements.

import { el, icon } from "./dom.js";
import { expandable, preformatted } from "./formatting.js";
import { key } from "./keys.js";
import { formula, plain, rich } from "./richtext.js";
import { t } from "./strings.js";

// clients of Telegram fold what is longer
const FOLDED_CHARACTERS = 8000;

/** Build the document of a message. */
export function richDocument(chat, message, acts) {
  const context = { chat, message, acts };
  const node = el("div", { className: "rich", dir: message.rich.is_rtl ? "rtl" : "auto" }, ...blocks(message.rich.blocks, context));
  if (message.text.length <= FOLDED_CHARACTERS) return node;
  node.classList.add("folded");
  const more = el("button", { type: "button", className: "show-more", onclick: () => node.classList.remove("folded") }, t("showMore"));
  node.append(more);
  return node;
}

const blocks = (list, context) => list.map(block => BLOCKS[block.type]?.(block, context) ?? el("p", {}, rich(block.text, context)));

const filled = (tag, options, text, context) => el(tag, options, rich(text, context));

const BLOCKS = {
  paragraph: (block, context) => filled("p", {}, block.text, context),
  heading: (block, context) => filled("p", { role: "heading", "aria-level": Math.min(block.size + 2, 6), className: `heading size-${block.size}` }, block.text, context),
  pre: (block, context) => {
    const [outside, inside] = preformatted(block, plain(block.text));
    inside.append(rich(block.text, context));
    return outside;
  },
  footer: (block, context) => filled("p", { className: "footer" }, block.text, context),
  divider: () => el("hr"),
  anchor: block => el("span", { data: { anchor: block.name } }),
  mathematical_expression: block => formula(block, true),
  list: (block, context) => el(block.items[0]?.type ? "ol" : "ul", {}, ...block.items.map(item => listItem(item, context))),
  blockquote: (block, context) => el("blockquote", {}, ...blocks(block.blocks, context), credit(block, context)),
  expandable_blockquote: (block, context) => {
    const [outside, inside] = expandable();
    inside.append(rich(block.text, context), credit(block, context));
    return outside;
  },
  pullquote: (block, context) => el("blockquote", { className: "pull" }, rich(block.text, context), credit(block, context)),
  details: (block, context) => el("details", { open: Boolean(block.is_open) }, filled("summary", {}, block.summary, context), ...blocks(block.blocks, context)),
  table,
  photo: (block, context) => figure(picture(block), block, context),
  collage: (block, context) => figure(el("div", { className: "collage" }, ...blocks(block.blocks, context)), block, context),
  slideshow: (block, context) => figure(el("div", { className: "slideshow", tabIndex: 0 }, ...blocks(block.blocks, context)), block, context),
  map: (block, context) => figure(el("p", { className: "map" }, `📍 ${block.location.latitude}, ${block.location.longitude}`), block, context),
  buttons: (block, { chat, message, acts }) => el("div", { className: `row in-rich ${block.align ?? ""}`, role: "group", "aria-label": t("buttons") },
    ...block.buttons.map(button => {
      const node = key(chat, message, button, rich(button.text, { chat, message, acts }), acts);
      node.classList.add(`style-${button.style ?? "default"}`);
      return node;
    })),
  thinking: (block, context) => filled("p", { className: "thinking" }, block.text, context),
};
for (const kind of ["video", "audio", "animation", "document", "voice_note"]) {
  BLOCKS[kind] = (block, context) => figure(file(block[kind]), block, context);
}

const credit = (block, context) => block.credit ? filled("cite", {}, block.credit, context) : "";

function listItem(item, context) {
  const mark = item.has_checkbox
    ? el("input", { type: "checkbox", disabled: true, checked: Boolean(item.is_checked), "aria-label": t(item.is_checked ? "done" : "open") })
    : el("span", { className: "label" }, item.label);
  return el("li", {}, mark, el("div", {}, ...blocks(item.blocks, context)));
}

function table(block, context) {
  const rows = block.cells.map(row => el("tr", {}, ...row.map(cell => el(cell.is_header ? "th" : "td", {
    colSpan: cell.colspan ?? 1,
    rowSpan: cell.rowspan ?? 1,
    className: `${cell.align} ${cell.valign}`,
  }, rich(cell.text, context)))));
  const names = ["bordered", "striped", "compact"].filter(name => block[`is_${name}`]);
  const caption = block.caption ? [filled("caption", {}, block.caption, context)] : [];
  const node = el("table", { className: names.join(" ") }, ...caption, el("tbody", {}, ...rows));
  return el("div", { className: "table", tabIndex: 0, role: "region", "aria-label": plain(block.caption) || t("table") }, node);
}

function picture(block) {
  const size = block.photo.at(-1);
  const url = `/web/file/${size.file_id}`;
  const alt = plain(block.caption?.text) || t("photo");
  const image = el("img", { className: "photo", src: url, alt, width: size.width, height: size.height });
  if (!block.has_spoiler) return el("a", { href: url, target: "_blank", rel: "noopener" }, image);
  const cover = el("button", { type: "button", className: "covered", "aria-label": t("spoiler"), onclick: () => cover.classList.remove("covered") }, image);
  return cover;
}

function file(media) {
  return el("a", { href: `/web/file/${media.file_id}`, className: "file", download: media.file_name ?? "" }, icon("file"),
    el("span", { className: "option-lines" }, el("strong", {}, media.file_name ?? media.mime_type ?? ""), el("span", {}, `${Math.ceil(media.file_size / 1024)} KB`)));
}

function figure(content, block, context) {
  const said = block.caption ? [filled("figcaption", {}, block.caption.text, context)] : [];
  said[0]?.append(block.caption.credit ? credit(block.caption, context) : "");
  return el("figure", {}, content, ...said);
}
