// Runs before the first paint, so that the page comes in the chosen colours at once.
// A classic script: it imports nothing, and nothing imports it.
try {
  const theme = localStorage.getItem("aikg.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset["theme"] = theme;
} catch {
  // A browser that keeps nothing shows the colours of its system.
}
document.documentElement.classList.add("scripted");
