// The button that shows a page in the other language: the choice is kept in a cookie, which the explorer keeps too.
const NAME = "aikg.language=";
for (const button of document.querySelectorAll("[data-language]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    document.cookie = `${NAME}${button.dataset.language}; path=/; max-age=31536000; samesite=lax`;
    location.reload();
  });
}
// A page that the browser kept as it was, and shows again when one goes back, may be in the language of before.
addEventListener("pageshow", ({ persisted }) => {
  const kept = document.cookie.split("; ").find((pair) => pair.startsWith(NAME))?.slice(NAME.length);
  if (persisted && kept && !document.documentElement.lang.startsWith(kept)) location.reload();
});
