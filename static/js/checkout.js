/* The sums follow what is chosen, and wards are offered as they are typed. Without it
   the page does the same when it is sent. */

const form = document.querySelector("[data-checkout]");
const sums = form?.querySelector("[data-sums]");
const address = form?.querySelector("[data-wards]");
let newest = 0;

async function workOut() {
  const mine = ++newest;
  const answer = await fetch(sums.dataset.sums, { method: "POST", body: new FormData(form) });
  if (!answer.ok || mine !== newest) return;
  const focused = sums.contains(document.activeElement) ? document.activeElement : null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  sums.replaceChildren(...page.body.childNodes);
  if (focused) again(focused)?.focus();
}

/* The same control in the new sums. */
function again({ name, value, type }) {
  const same = [...sums.querySelectorAll(`[name="${name}"]`)];
  return type === "radio" ? same.find((one) => one.value === value) : same[0];
}

async function offerWards() {
  const province = form.elements.province.value;
  const answer = await fetch(`${address.dataset.wards}?province=${province}`);
  if (!answer.ok || province !== form.elements.province.value) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.getElementById("wards").replaceChildren(...page.body.childNodes);
}

form?.addEventListener("change", ({ target }) => {
  if (target.name === "province") offerWards();
  if (["province", "delivery", "voucher"].includes(target.name)) workOut();
});

form?.addEventListener("click", (event) => {
  if (!event.target.closest("[data-work-out]")) return;
  event.preventDefault();
  workOut();
});

/* Enter in the voucher's field means the voucher, not the order. */
form?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.name !== "voucher") return;
  event.preventDefault();
  workOut();
});
