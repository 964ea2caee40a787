/* What makes the pages pleasant. Everything works without it. */

const HERE = { credentials: "same-origin", headers: { "X-Requested-With": "fetch" } };

/* How much is in the cart: personal, so it is not part of the page. */
async function showCartCount() {
  const cart = document.querySelector("[data-cart]");
  const count = cart?.querySelector("[data-cart-count]");
  if (!cart?.dataset.cart || !count) return;
  const answer = await fetch(cart.dataset.cart, HERE);
  if (answer.ok) count.replaceChildren(...parse(await answer.text()));
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
document.addEventListener("cart", () => showCartCount().catch(unreachable));
addEventListener("load", keepOfflinePage);
addEventListener("pageshow", (event) => {
  if (event.persisted) showCartCount().catch(unreachable);
});
