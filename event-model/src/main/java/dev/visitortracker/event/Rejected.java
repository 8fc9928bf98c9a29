package dev.visitortracker.event;

/**
 * Why a visit cannot be taken, in words for the one who sent it.
 *
 * @param field the field's name on the wire, or {@code body} where no field can be named
 * @param problem what is wrong with it, as the end of a sentence that starts with the field
 * @param allowed what would have been taken
 */
public record Rejected(String field, String problem, String allowed)
    implements CheckResult, ReadResult {}
