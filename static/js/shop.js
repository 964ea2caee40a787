/* What makes the pages pleasant. Everything works without it. */

const HERE = { credentials: "same-origin", headers: { "X-Requested-With": "fetch" } };

/* How much is in the cart: personal, so it is not part of the page. */
async function showCartCount() {
  const cart = document.querySelector("[data-cart]");
  if (!cart?.dataset.cart) return;
  const answer = await fetch(cart.dataset.cart, HERE);
  if (answer.ok) showCount(parse(await answer.text()));
}

function showCount(nodes) {
  document.querySelector("[data-cart-count]")?.replaceChildren(...nodes);
}

function parse(html) {
  return new DOMParser().parseFromString(html, "text/html").body.childNodes;
}

/* What fits the words typed so far, below the field. */
function suggest(field) {
  const form = field.form;
  let waiting;
  let list;
  const show = (fresh) => {
    list?.remove();
    list = fresh;
    if (list) form.append(list);
  };
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const asked = field.value;
      if (asked.trim().length < 2) return show();
      const address = `${form.dataset.suggestions}?${new URLSearchParams({ q: asked })}`;
      const answer = await fetch(address, HERE).catch(() => null);
      if (answer?.ok && asked === field.value) {
        show([...parse(await answer.text())].find((node) => node.matches?.("ul")));
      }
    }, 150);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") show();
  });
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) setTimeout(show, 150);
  });
}

/* What is chosen stands above with its price; another colour keeps the size. */
function openPicker(picker) {
  picker.addEventListener("change", ({ target }) => {
    const group = target.closest(".choice-group");
    if (target.name === "group") keepRest(group);
    else if (group) group.querySelector("[name=group]").checked = true;
    showPicked(picker);
  });
  showPicked(picker);
}

const textOf = (field) => field.closest(".choice").querySelector(".choice-text").textContent;
let rest; /* what was last chosen in the second step */

function keepRest(group) {
  const there = [...group.querySelectorAll(".choice-second input:enabled")];
  const same = there.find((field) => textOf(field) === rest);
  if (same) same.checked = true;
}

function showPicked(picker) {
  const group = picker.querySelector("[name=group]:checked")?.closest(".choice-group");
  const field = (group ?? picker).querySelector('[name^="variant"]:checked');
  const place = picker.querySelector("[data-picked]");
  if (!field || !place) return;
  rest = textOf(field);
  const told = field.closest(".choice").querySelectorAll(".price, .state");
  place.replaceChildren(...[...told].map((part) => part.cloneNode(true)));
}

/* The page may be a moment old; what is on the shelf is asked for anew. */
async function refreshPicker() {
  const picker = document.querySelector("[data-picker]");
  if (!picker?.dataset.picker) return;
  const before = picker.innerHTML;
  openPicker(picker);
  const answer = await fetch(picker.dataset.picker, HERE);
  if (!answer.ok) return;
  const newest = [...parse(await answer.text())].find((node) => node.matches?.("form"));
  if (!newest || newest.innerHTML === before) return;
  const chosen = new FormData(picker);
  picker.replaceChildren(...newest.childNodes);
  for (const [name, value] of chosen) choose(picker, name, value);
  showPicked(picker);
}

function choose(picker, name, value) {
  for (const field of picker.querySelectorAll(`[name="${name}"]`)) {
    if (field.type !== "radio") field.value = value;
    else if (field.value === value && !field.disabled) field.checked = true;
  }
}

/* The thumbnail of the picture in view is marked; a tap on a picture enlarges it. */
function openGallery() {
  const gallery = document.querySelector("[data-gallery]");
  if (!gallery) return;
  const thumbs = new Map(
    [...gallery.querySelectorAll(".thumbs a")].map((thumb) => [thumb.hash.slice(1), thumb])
  );
  const strip = gallery.querySelector(".gallery");
  const watcher = new IntersectionObserver(
    (seen) => {
      for (const { isIntersecting, target } of seen) {
        const thumb = thumbs.get(target.id);
        if (isIntersecting) thumb?.setAttribute("aria-current", "true");
        else thumb?.removeAttribute("aria-current");
      }
    },
    { root: strip, threshold: 0.6 }
  );
  for (const slide of strip.children) watcher.observe(slide);
  gallery.addEventListener("click", (event) => {
    const thumb = event.target.closest(".thumbs a");
    const picture = event.target.closest("[data-zoom]");
    if (thumb) {
      event.preventDefault();
      const slide = document.getElementById(thumb.hash.slice(1));
      strip.scrollTo({ left: slide.offsetLeft - strip.offsetLeft });
    } else if (picture && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      enlarge(picture);
    }
  });
}

function enlarge(picture) {
  const zoom = document.createElement("dialog");
  const large = new Image();
  zoom.className = "zoom";
  zoom.setAttribute("aria-label", picture.getAttribute("aria-label"));
  large.src = picture.href;
  large.alt = picture.querySelector("img")?.alt ?? "";
  const close = document.createElement("button");
  close.className = "quiet";
  close.textContent = picture.closest("[data-gallery]").dataset.gallery;
  zoom.append(large, close);
  zoom.addEventListener("click", () => zoom.close());
  zoom.addEventListener("close", () => zoom.remove());
  document.body.append(zoom);
  zoom.showModal();
}

/* What was put in the cart is shown at the side; forms in there stay there. */
async function toCart(event) {
  const form = event.target;
  event.preventDefault();
  try {
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch(form.action, { ...HERE, method: "POST", body });
    if (answer.status >= 500 || answer.redirected) throw new Error(answer.status);
    const nodes = [...parse(await answer.text())];
    const units = nodes.find((node) => node.matches?.("[data-cart-units]"));
    showDrawer(nodes.filter((node) => node !== units));
    if (units) showCount(units.content.childNodes);
  } catch {
    form.submit();
  }
}

function showDrawer(nodes) {
  const drawer = document.getElementById("drawer");
  drawer.querySelector("[data-drawer]").replaceChildren(...nodes);
  if (!drawer.open) drawer.showModal();
}

function openDrawer() {
  const drawer = document.getElementById("drawer");
  if (!drawer) return;
  document.querySelector("[data-picker]")?.addEventListener("submit", toCart);
  drawer.addEventListener("submit", (event) => {
    if (event.target.method === "post") toCart(event);
  });
  drawer.addEventListener("click", (event) => {
    if (event.target === drawer) drawer.close();
  });
}

/* From the second page on: whoever leaves at once pays nothing for it. */
function keepOfflinePage() {
  if (!("serviceWorker" in navigator)) return;
  try {
    if (sessionStorage.getItem("seen")) navigator.serviceWorker.register("/service-worker.js");
    sessionStorage.setItem("seen", "1");
  } catch {
    /* storage is closed in some in-app browsers */
  }
}

const unreachable = () => {}; /* the page says the same as before */
showCartCount().catch(unreachable);
for (const field of document.querySelectorAll("[data-suggestions] [type=search]")) suggest(field);
refreshPicker().catch(unreachable);
openGallery();
openDrawer();
addEventListener("load", keepOfflinePage);
addEventListener("pageshow", (event) => {
  if (event.persisted) showCartCount().catch(unreachable);
});
