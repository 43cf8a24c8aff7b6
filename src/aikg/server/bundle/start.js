try{let t=localStorage.getItem("aikg.theme");(t==="light"||t==="dark")&&(document.documentElement.dataset.theme=t)}catch{}document.documentElement.classList.add("scripted");
