// The button that shows a page in the other language: the choice is kept in a cookie, which the explorer reads too.
for (const button of document.querySelectorAll("[data-language]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    document.cookie = `aikg.language=${button.dataset.language}; path=/; max-age=31536000; samesite=lax`;
    location.reload();
  });
}
