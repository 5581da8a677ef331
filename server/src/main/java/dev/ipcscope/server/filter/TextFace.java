package dev.ipcscope.server.filter;

import dev.ipcscope.agent.filter.Operand;
import dev.ipcscope.agent.filter.Operator;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A text in the payload, as UTF-8 or UTF-16LE. {@code lower} folds the bytes A to Z only, whatever stands between them
 * (sqlite.org/lang_corefunc.html#lower; it goes on after a NUL, as a test shows). In UTF-16 it would also fold a byte of
 * another character, so that with a text beyond ASCII a hit is only a candidate. ASCII in UTF-16 begins with a character
 * and a zero byte: that is looked for first, since folding costs more.
 */
record TextFace() implements SqlFace {
    /** Letters, the rarest in texts first. */
    private static final String RARE = "zqxjkvbpygfwmucldrhsnioate";

    @Override
    public void write(Operator operator, Operand operand, Sql sql) {
        String text = ((Operand.Text) operand).text();
        byte[] narrow = folded(text.getBytes(StandardCharsets.UTF_8));
        byte[] wide = folded(text.getBytes(StandardCharsets.UTF_16LE));
        boolean ascii = text.chars().allMatch(c -> c < 128);
        boolean letters = !ascii || text.chars().anyMatch(Character::isLetter);
        String payload = letters ? "CAST(lower(payload) AS BLOB)" : "payload";
        sql.add("CASE ")
                .add(sql.large() ? "WHEN typeof(payload)='integer' THEN NULL " : "")
                .add(lacking(text))
                .add("WHEN instr(" + payload + ",")
                .bytes(narrow)
                .add(")>0 THEN 1 WHEN " + (ascii ? begins(text) : "") + "instr(" + payload + ",")
                .bytes(wide)
                .add(")>0 THEN " + (ascii ? "1" : "NULL") + " ELSE 0 END");
    }

    /** A byte that must be there in either form is looked for before anything is folded: the rarest one. */
    private static String lacking(String text) {
        int best = -1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // Beyond ASCII nothing is folded, not even the Kelvin sign, whose small letter is k.
            if (c > ' ' && c < 128 && (best < 0 || rank(c) < rank(best))) {
                best = Character.toLowerCase(c);
            }
        }
        if (best < 0) {
            return "";
        }
        String lower = String.format(Locale.ROOT, "instr(payload,x'%02x')=0", best);
        String upper = String.format(Locale.ROOT, "instr(payload,x'%02x')=0", Character.toUpperCase(best));
        return "WHEN " + lower + (lower.equals(upper) ? "" : " AND " + upper) + " THEN 0 ";
    }

    private static int rank(int character) {
        return RARE.indexOf(Character.toLowerCase(character));
    }

    private static String begins(String text) {
        if (text.isEmpty()) {
            return "";
        }
        String lower = wide(Character.toLowerCase(text.charAt(0)));
        String upper = wide(Character.toUpperCase(text.charAt(0)));
        return lower.equals(upper) ? lower + ">0 AND " : "(" + lower + ">0 OR " + upper + ">0) AND ";
    }

    private static String wide(char first) {
        return String.format(Locale.ROOT, "instr(payload,x'%02x00')", (int) first);
    }

    private static byte[] folded(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] >= 'A' && bytes[i] <= 'Z') {
                bytes[i] += 32;
            }
        }
        return bytes;
    }
}
