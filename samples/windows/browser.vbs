' A script as a client of Internet Explorer, or of what has its name under Wine; it knows nothing of taps.
'   cscript //nologo browser.vbs
Option Explicit
Dim browser
Set browser = CreateObject("InternetExplorer.Application")
WScript.Echo "type: " & TypeName(browser)
WScript.Echo "visible: " & browser.Visible
browser.Visible = False
browser.Navigate "about:blank", 0
WScript.Echo "went to: " & browser.LocationURL
WScript.Echo "busy: " & browser.Busy
On Error Resume Next
browser.Width = 400
WScript.Echo "width: " & Hex(Err.Number) : Err.Clear
browser.PutProperty "colour", 5
WScript.Echo "property: " & Hex(Err.Number) : Err.Clear
browser.Nowhere
WScript.Echo "nowhere: " & Hex(Err.Number) & " " & Err.Description : Err.Clear
browser.Quit
WScript.Echo "end"
