// A script that bankserver calls back; it knows nothing of taps.
//   cscript //nologo callback.js
var bank = new ActiveXObject("Ipcscope.Bank");
var heard = "";
var ear = { Said: function (text) { heard += text + ";"; return "heard " + text; } };
WScript.Echo("told: " + bank.Tell(ear, "tea"));
WScript.Echo("told: " + bank.Tell(ear, "milk"));
WScript.Echo("heard: " + heard);
WScript.Echo("same object: " + (bank.Echo(ear) === ear));
var angry = { Said: function (text) { throw new Error(5, "no " + text); } };
try {
    bank.Tell(angry, "tea");
} catch (e) {
    WScript.Echo("angry: " + e.number + " " + e.description);
}
try {
    bank.Tell({}, "tea");
} catch (e) {
    WScript.Echo("deaf: " + e.number + " " + e.description);
}
