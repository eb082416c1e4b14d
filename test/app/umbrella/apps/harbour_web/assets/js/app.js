document.title = "harbour";
