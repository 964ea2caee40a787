/* A description is written as it will look. Its field keeps the markup, and stands for it
   where no script runs. What the shop would not keep is not taken in here either. */

const KEPT = new Set("P BR H3 H4 UL OL LI STRONG EM B I A".split(" "));
const DROPPED = new Set(["SCRIPT", "STYLE", "TEMPLATE"]);
const SAFE = /^(https?:|mailto:|tel:)/i;
const BLOCKS = "p, ul, ol, h3, h4";

function copy(from, to) {
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) to.append(node.data);
    else if (node.nodeType === Node.ELEMENT_NODE) copyElement(node, to);
  }
}

function copyElement(node, to) {
  const name = node.tagName === "DIV" ? "P" : node.tagName;
  if (DROPPED.has(name)) return;
  const around = name === "P" && node.querySelector(BLOCKS); /* a browser's list in a paragraph */
  if (!KEPT.has(name) || around) return copy(node, to);
  const twin = document.createElement(name);
  const address = name === "A" && node.getAttribute("href");
  if (address && SAFE.test(address)) twin.setAttribute("href", address);
  copy(node, twin);
  to.append(twin);
}

/* Text without markup has its paragraphs an empty line apart. */
function nodesOf(text) {
  const html = new DOMParser().parseFromString(text, "text/html").body;
  const nodes = document.createElement("div");
  if (html.children.length) copy(html, nodes);
  else for (const part of text.split(/\n\s*\n/)) nodes.append(paragraph(part));
  return nodes.childNodes;
}

function paragraph(text) {
  const made = document.createElement("p");
  made.append(text.trim() || document.createElement("br"));
  return made;
}

function markupOf(view) {
  const nodes = document.createElement("div");
  copy(view, nodes);
  for (const one of nodes.querySelectorAll("p, h3, h4, li")) {
    if (!one.textContent.trim()) one.remove();
  }
  for (const one of nodes.children) if (one.matches(BLOCKS)) one.after("\n");
  return nodes.textContent.trim() ? nodes.innerHTML.trim() : "";
}

function describe(place) {
  const field = place.querySelector("textarea");
  const tools = place.querySelector(".describing-tools");
  const view = viewFor(field);
  const show = () => view.replaceChildren(...nodesOf(field.value));
  const keep = () => {
    field.value = markupOf(view);
  };
  view.addEventListener("input", keep);
  view.addEventListener("paste", (event) => {
    event.preventDefault();
    document.execCommand("insertText", false, event.clipboardData.getData("text/plain"));
  });
  tools.addEventListener("mousedown", (event) => event.preventDefault()); /* keep what is chosen */
  tools.addEventListener("click", ({ target }) => {
    if ("markup" in target.dataset) return turn(target, field, view, show);
    view.focus();
    press(target);
    keep();
    tell(tools, view);
  });
  document.addEventListener("selectionchange", () => tell(tools, view));
  show();
  field.after(view);
  field.hidden = true;
  tools.hidden = false;
}

function viewFor(field) {
  const view = document.createElement("div");
  const label = field.labels[0];
  view.className = "describing-view";
  view.contentEditable = "true";
  view.lang = field.name.slice(-2);
  view.role = "textbox";
  view.ariaMultiLine = "true";
  if (label) {
    label.id ||= `${field.id}_label`;
    view.setAttribute("aria-labelledby", label.id);
    label.addEventListener("click", () => view.focus());
  }
  return view;
}

function press({ dataset: { command, block } }) {
  document.execCommand("defaultParagraphSeparator", false, "p");
  if (block) document.execCommand("formatBlock", false, isBlock(block) ? "p" : block);
  else document.execCommand(command);
}

function isBlock(name) {
  return document.queryCommandValue("formatBlock") === name;
}

/* Which tools are in force where the cursor is. */
function tell(tools, view) {
  if (document.activeElement !== view) return;
  for (const tool of tools.querySelectorAll("[data-command], [data-block]")) {
    const { command, block } = tool.dataset;
    tool.ariaPressed = String(block ? isBlock(block) : document.queryCommandState(command));
  }
}

/* From the text to its markup, and back. */
function turn(tool, field, view, show) {
  field.hidden = !field.hidden;
  view.hidden = !field.hidden;
  if (field.hidden) show();
  tool.ariaPressed = String(view.hidden);
  for (const other of tool.parentElement.querySelectorAll("button")) {
    if (other !== tool) other.disabled = view.hidden;
  }
}

document.querySelectorAll("[data-describing]").forEach(describe);
