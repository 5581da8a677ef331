' A script that goes over a collection of bankserver; it knows nothing of taps.
'   cscript //nologo collection.vbs
Dim bank, account, ada, bob
Set bank = CreateObject("Ipcscope.Bank")
Set ada = bank.Open("Ada")
ada.Deposit 1
Set bob = bank.Open("Bob")
For Each account In bank
    WScript.Echo "account of " & account.Owner & ": " & account.Balance
    account.Owner = account.Owner & " II"
Next
WScript.Echo "now " & ada.Owner & " and " & bob.Owner
