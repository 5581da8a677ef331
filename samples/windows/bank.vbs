' A script as a client of bankserver; it knows nothing of taps.
'   cscript //nologo bank.vbs
Dim bank, account, again, pid
Set bank = CreateObject("Ipcscope.Bank")
Set account = bank.Open("Vera")
account.Owner = "Vera Rubin"
WScript.Echo "owner: " & account.Owner
WScript.Echo "deposit: " & account.Deposit(12.5)
Set again = bank.Open("Vera Rubin")
WScript.Echo "same balance: " & (again.Balance = account.Balance)
WScript.Echo "echo: " & bank.Echo("Vera")
On Error Resume Next
bank.Fail "no more money"
WScript.Echo "failed: " & Err.Number & " " & Err.Description
