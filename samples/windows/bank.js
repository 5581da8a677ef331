// A script as a client of bankserver; it knows nothing of taps.
//   cscript //nologo bank.js
var bank = new ActiveXObject("Ipcscope.Bank");
var account = bank.Open("Joan");
account.Owner = "Joan Clarke";
WScript.Echo("owner: " + account.Owner);
WScript.Echo("deposit: " + account.Deposit(0.5));
WScript.Echo("transfer: " + bank.Transfer(account, bank.Open("Alan"), 10));
WScript.Echo("balance: " + account.Balance);
try {
    bank.Fail("no more money");
} catch (e) {
    WScript.Echo("failed: " + (e.number & 0xffff) + " " + e.description);
}
