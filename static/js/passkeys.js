/* Make a passkey, or come in with one. Browsers that cannot never see the buttons. */

const able =
  "PublicKeyCredential" in window &&
  "parseRequestOptionsFromJSON" in PublicKeyCredential &&
  "parseCreationOptionsFromJSON" in PublicKeyCredential;

function options(form) {
  return JSON.parse(document.getElementById(form.dataset.passkey).textContent).publicKey;
}

async function create(form) {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options(form));
  return navigator.credentials.create({ publicKey });
}

async function get(form) {
  const answer = await fetch(form.dataset.options, { credentials: "same-origin" });
  const { publicKey } = await answer.json();
  return navigator.credentials.get({
    publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey),
  });
}

async function fill(event) {
  const form = event.currentTarget;
  if (form.elements.credential.value) return;
  event.preventDefault();
  try {
    const credential = await (form.dataset.passkey ? create(form) : get(form));
    form.elements.credential.value = JSON.stringify(credential.toJSON());
    form.submit();
  } catch {
    form.querySelector("[data-problem]").hidden = false; // said no, or too late
  }
}

for (const form of able ? document.querySelectorAll("[data-passkeys]") : []) {
  form.hidden = false;
  form.addEventListener("submit", fill);
}
