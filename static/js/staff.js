/* Names, for those who hear the page, what the admin's own scripts draw without a name. */

function nameBy(field, part, value) {
  const label = field.labels[0];
  if (label) {
    label.id ||= `${field.id}_label`;
    part.setAttribute("aria-labelledby", value ? `${label.id} ${value.id}` : label.id);
  } else {
    part.removeAttribute("aria-labelledby");
    part.setAttribute("aria-label", field.getAttribute("aria-label") ?? "");
  }
}

/* A field that is searched in: drawn beside the real one, and in a box of its own once open. */
function nameDrawn(field) {
  const drawn = field.nextElementSibling;
  const value = drawn?.querySelector(".select2-selection__rendered[id]");
  for (const part of drawn?.querySelectorAll("[role=combobox], [type=search]") ?? []) {
    nameBy(field, part, value);
  }
  if (value) nameBy(field, value);
  const search = document.querySelector(`[aria-controls="select2-${field.id}-results"]`);
  if (search) nameBy(field, search);
}

function nameAll() {
  document.querySelectorAll("select.select2-hidden-accessible").forEach(nameDrawn);
  for (const icon of document.querySelectorAll(".search-label-icon")) icon.role = "img";
}

new MutationObserver(nameAll).observe(document.body, { childList: true, subtree: true });
nameAll();
