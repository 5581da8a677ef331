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
                .add("WHEN instr(" + payload + ",")
                .bytes(narrow)
                .add(")>0 THEN 1 WHEN " + (ascii ? begins(text) : "") + "instr(" + payload + ",")
                .bytes(wide)
                .add(")>0 THEN " + (ascii ? "1" : "NULL") + " ELSE 0 END");
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
