// Sends the answer on at once; without script there is a button.
document.querySelector("main form").submit();
