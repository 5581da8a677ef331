' A script as a client of shelfserver: the rarer things of automation, each with what came of it. It knows nothing of taps.
'   cscript //nologo shelf.vbs
Option Explicit
Dim shelf, mirror, n, m, part, all, other

Sub Failed(what)
    WScript.Echo what & ": " & Hex(Err.Number) & " '" & Err.Description & "' of '" & Err.Source & "'"
    Err.Clear
End Sub

On Error Resume Next
Set shelf = CreateObject("Ipcscope.Shelf")
Failed "CreateObject"

' properties with arguments, by default and by name
WScript.Echo "item: " & shelf.Item(1) & ", " & shelf(2)
shelf.Item(1) = "Emma"
shelf(2) = "Persuasion"
WScript.Echo "items: " & shelf(1) & ", " & shelf.Item(2)
WScript.Echo shelf.Item(99)
Failed "no such item"
shelf.Item(99) = "x"
Failed "no such item to set"
shelf.Cell(1, "3") = CCur("12.3456")
Failed "cell"
WScript.Echo "cell: " & shelf.Cell(1, 3) & " " & TypeName(shelf.Cell(1, 3))
shelf.Cell(2, 2) = #2000-01-02 03:04:05#
WScript.Echo "date: " & CDbl(shelf.Cell(2, 2)) & " " & TypeName(shelf.Cell(2, 2))
shelf.Cell(2, 3) = Array(1, "two", 3.5)
WScript.Echo "array: " & UBound(shelf.Cell(2, 3)) & " " & shelf.Cell(2, 3)(1)
shelf.Cell(0, "x") = 1
Failed "no column"
Set shelf.Friend = shelf
Failed "friend"
WScript.Echo "friend: " & (shelf.Friend Is shelf) & " " & TypeName(shelf.Friend)
Set shelf.Friend = Nothing
WScript.Echo "no friend: " & (shelf.Friend Is Nothing)

' arguments left out
WScript.Echo shelf.Describe("Emma")
WScript.Echo shelf.Describe("Emma", 474)
WScript.Echo shelf.Describe("Emma", , "Jane Austen")
WScript.Echo shelf.Describe()
Failed "nothing to describe"

' by reference
n = 1
m = "two"
shelf.Swap n, m
Failed "swap"
WScript.Echo "swapped: " & n & " " & TypeName(n) & ", " & m & " " & TypeName(m)
WScript.Echo "sum: " & shelf.Sum(Array(1, "2", 3.5))
Failed "sum"
WScript.Echo "sum of words: " & shelf.Sum(Array("one"))
Failed "sum of words"
WScript.Echo "no array: " & shelf.Sum(7)
Failed "no array"

' values
WScript.Echo "exact: " & TypeName(shelf.Exact())
Failed "exact"
WScript.Echo "later: " & CDbl(shelf.Later(#2000-01-01#, 1.5)) & " " & TypeName(shelf.Later(#2000-01-01#, 1.5))
all = shelf.Matrix()
WScript.Echo "matrix: " & UBound(all, 1) & " " & UBound(all, 2) & " " & all(1, 3)
Failed "matrix"
part = ""
For Each n In shelf.Kinds()
    part = part & TypeName(n) & " "
Next
WScript.Echo "kinds: " & part
Failed "kinds"
WScript.Echo "shelved: " & shelf.Shelve(CByte(5)) & "; " & shelf.Shelve(True) & "; " & shelf.Shelve(Null) & "; " & shelf.Shelve(Empty)
WScript.Echo "shelved: " & shelf.Shelve(Nothing) & "; " & shelf.Shelve(shelf) & "; " & shelf.Shelve(#2000-01-01#)
WScript.Echo "shelved: " & shelf.Shelve(1.5) & "; " & shelf.Shelve(CSng(1.5)) & "; " & shelf.Shelve(CLng(70000)) & "; " & shelf.Shelve("")
Failed "shelve"

' identity
WScript.Echo "me: " & (shelf.Me Is shelf) & " " & shelf.Same(shelf, shelf.Me)
Set other = CreateObject("Ipcscope.Shelf")
WScript.Echo "another: " & (other Is shelf) & " " & shelf.Same(shelf, other)
Failed "identity"

' errors
shelf.Fail &H80041234, "the shelf", "it broke"
Failed "fail"
shelf.Fail &H8007000E, "", ""
Failed "no memory"
shelf.Fail 1, "quiet", "no error at all"
Failed "not false"
shelf.Nowhere
Failed "nowhere"
shelf.Fail
Failed "too few"
shelf.Me = 1
Failed "read only"

' an object that tells how it is called
Set mirror = shelf.Mirror
WScript.Echo mirror.Told
WScript.Echo mirror.Told()
WScript.Echo mirror.Told(1, "two", Empty)
mirror.Told 3.5, CCur(4), CDate(5)
n = 7
WScript.Echo mirror.Told(n)
WScript.Echo "n: " & n
mirror.Told n
WScript.Echo "n: " & n
mirror.Told (n)
WScript.Echo "n: " & n
WScript.Echo mirror.Told(, 2)
mirror.Keep = 5
WScript.Echo mirror.Keep
Set mirror.Keep = shelf
WScript.Echo TypeName(mirror.Keep)
mirror.Told(1, "row") = "value"
WScript.Echo mirror.Keep
WScript.Echo mirror.Told(Array(1, 2))
WScript.Echo "nothing: " & IsEmpty(mirror.Nothing)
WScript.Echo "false: " & IsEmpty(mirror.False)
Failed "false"
mirror.Raise
Failed "raise"
mirror.Wrong 1, 2, 3
Failed "wrong"
mirror.Late
Failed "late"
mirror.Unheard
Failed "unheard"

' a collection, twice over, and left half way
For Each part In shelf
    WScript.Echo "title: " & part
Next
Failed "collection"
For Each part In shelf
    Exit For
Next
For Each part In mirror
    WScript.Echo "a part of the mirror"
Next
Failed "no collection"

' objects by name
Set all = GetObject("new:{6A6CF0A4-0B0C-4F8E-8C4B-2C1F9F7B3A11}")
Failed "new:"
WScript.Echo TypeName(all)
Set all = GetObject("", "Ipcscope.Shelf")
Failed "GetObject with a class"
WScript.Echo TypeName(all)
Set all = GetObject(, "Ipcscope.Shelf")
Failed "GetObject of the active one"
WScript.Echo "end"
