// For browsers without JavaScript modules, which no other script of the client runs in: they are from before 2018, and lack protection that pages
// rely on. The words are those of the language of the browser, and old JavaScript says them.
(function () {
  var isArabic = /^ar/.test(navigator.language || "");
  var text = document.createElement("p");
  text.lang = isArabic ? "ar" : "en";
  text.dir = isArabic ? "rtl" : "ltr";
  text.textContent = isArabic
    ? "متصفحك أقدم من أن يعمل فيه Community بأمان. حدّثه، أو استعمل متصفحاً آخر. لم يُستعمل رابط رسالتك."
    : "This browser is too old to run Community safely. Update it, or use another one. A link from a mail is not used up by this.";
  document.getElementById("app").appendChild(text);
})();
