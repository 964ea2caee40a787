/* Keeps the page for when there is no net, and nothing else: prices must be new. */
const { shelf, pages, files } = {{ kept|safe }};

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(shelf).then((open) => open.addAll([...Object.values(pages), ...files]))
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys().then((names) =>
      Promise.all(names.filter((name) => name !== shelf).map((name) => caches.delete(name)))
    )
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode === "navigate") {
    const language = new URL(request.url).pathname.slice(1, 3);
    event.respondWith(
      fetch(request).catch(() => caches.match(pages[language] ?? pages.vi))
    );
  } else if (files.includes(new URL(request.url).pathname)) {
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
  }
});
