package dev.ipcscope.agent.filter;

/** How a term's property is compared with the value. */
public enum Operator {
    /** The term's natural comparison: equality for numbers, pattern or containment for words. */
    HAS(":"),
    /** Exactly equal. */
    EQUAL("=="),
    /** Not equal. */
    NOT_EQUAL("!="),
    /** Greater. */
    GREATER(">"),
    /** Greater or equal. */
    AT_LEAST(">="),
    /** Less. */
    LESS("<"),
    /** Less or equal. */
    AT_MOST("<=");

    private final String sign;

    Operator(String sign) {
        this.sign = sign;
    }

    /** As it is written. */
    public String sign() {
        return sign;
    }

    /** The operator of a sign; throws {@link IllegalArgumentException} when there is none. */
    static Operator of(String sign) {
        for (Operator operator : values()) {
            if (operator.sign.equals(sign)) {
                return operator;
            }
        }
        throw new IllegalArgumentException("no operator " + sign);
    }

    /** Whether a three-way comparison result satisfies it; {@link #HAS} means equality here. */
    public boolean accepts(int comparison) {
        return switch (this) {
            case HAS, EQUAL -> comparison == 0;
            case NOT_EQUAL -> comparison != 0;
            case GREATER -> comparison > 0;
            case AT_LEAST -> comparison >= 0;
            case LESS -> comparison < 0;
            case AT_MOST -> comparison <= 0;
        };
    }
}
