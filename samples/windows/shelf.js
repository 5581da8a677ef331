// A script as a client of shelfserver: the rarer things of automation. It knows nothing of taps.
//   cscript //nologo shelf.js
function attempt(what, how) {
    try {
        WScript.Echo(what + ": " + how());
    } catch (e) {
        WScript.Echo(what + " failed: " + e.number + " " + e.name + " " + e.description);
    }
}
var shelf = new ActiveXObject("Ipcscope.Shelf");
attempt("type", function () { return typeof shelf + " " + typeof shelf.Describe + " " + typeof shelf.Nowhere; });
attempt("items", function () { return shelf.Item(1) + ", " + shelf(2) + ", " + shelf.Item(0); });
attempt("set item", function () { shelf.Item(1) = "Emma"; return shelf(1); });
attempt("default", function () { shelf(2) = "Persuasion"; return shelf.Item(2); });
attempt("no item", function () { return shelf.Item(99); });
attempt("cell", function () { shelf.Cell(1, 2) = 1.5; return shelf.Cell(1, "2"); });
attempt("cell object", function () { shelf.Cell(1, 3) = { a: 5 }; return shelf.Cell(1, 3).a; });
attempt("friend", function () { shelf.Friend = shelf; return shelf.Friend === shelf; });
attempt("no friend", function () { shelf.Friend = null; return shelf.Friend; });
attempt("describe", function () { return shelf.Describe("Emma", 474, undefined); });
attempt("describe less", function () { return shelf.Describe("Emma"); });
attempt("kinds", function () { var all = new VBArray(shelf.Kinds()).toArray(), s = ""; for (var i in all) s += typeof all[i] + " "; return s; });
attempt("matrix", function () { var all = new VBArray(shelf.Matrix()); return all.dimensions() + " " + all.getItem(1, 3); });
attempt("exact", function () { return shelf.Exact(); });
attempt("later", function () { return typeof shelf.Later(45000, 0.5); });
attempt("sum", function () { return shelf.Sum([1, 2]); });
attempt("shelve", function () { return shelf.Shelve(1) + "; " + shelf.Shelve(1.5) + "; " + shelf.Shelve("x") + "; " + shelf.Shelve(true) + "; " + shelf.Shelve(null) + "; " + shelf.Shelve(undefined); });
attempt("shelve more", function () { return shelf.Shelve(shelf) + "; " + shelf.Shelve({}) + "; " + shelf.Shelve(4e9); });
attempt("same", function () { return shelf.Same(shelf, shelf.Me) + " " + (shelf.Me === shelf) + " " + shelf.Same(shelf, new ActiveXObject("Ipcscope.Shelf")); });
attempt("fail", function () { shelf.Fail(-2147213772, "the shelf", "it broke"); });
attempt("nowhere", function () { return shelf.Nowhere(); });
attempt("nothing there", function () { return shelf.Nowhere; });
attempt("set nowhere", function () { shelf.Nowhere = 1; });
attempt("too many", function () { return shelf.Later(1, 2, 3, 4); });
attempt("not a date", function () { return shelf.Later("today or so", 2); });
var mirror = shelf.Mirror;
attempt("told", function () { return mirror.Told; });
attempt("told()", function () { return mirror.Told(); });
attempt("told(…)", function () { return mirror.Told(1, "two", null, undefined, true, 1.5); });
attempt("told(array)", function () { return mirror.Told([1, 2], { a: 1 }, function () {}); });
attempt("keep", function () { mirror.Keep = 5; return mirror.Keep; });
attempt("keep an object", function () { var o = { a: 1 }; mirror.Keep = o; return mirror.Keep === o; });
attempt("put", function () { mirror.Told = "x"; return mirror.Keep; });
attempt("nothing", function () { return typeof mirror.Nothing(); });
attempt("raise", function () { mirror.Raise(); });
attempt("wrong", function () { mirror.Wrong(1, 2, 3); });
attempt("late", function () { mirror.Late(); });
attempt("enumerator", function () { var s = ""; for (var e = new Enumerator(shelf); !e.atEnd(); e.moveNext()) s += e.item() + ";"; return s; });
attempt("enumerator again", function () { var e = new Enumerator(shelf); e.moveNext(); e.moveFirst(); return e.item(); });
var many = [];
attempt("many", function () { for (var i = 0; i < 50; i++) many.push(shelf.Mirror); return many[49].Told(1); });
many = null;
CollectGarbage();
// Events, by whichever way this script host has.
function shelf_Rung(number) { WScript.Echo("rung " + number); }
function shelf_Asked(question, answer) { WScript.Echo("asked " + question); return 42; }
attempt("connect", function () { WScript.ConnectObject(shelf, "shelf_"); shelf.Ring(2); return shelf.Sinks + " " + shelf.Cell(0, 1); });
attempt("disconnect", function () { WScript.DisconnectObject(shelf); shelf.Ring(1); return shelf.Sinks; });
attempt("create with events", function () { var s = WScript.CreateObject("Ipcscope.Shelf", "shelf_"); s.Ring(1); return s.Sinks; });
WScript.Echo("end");
