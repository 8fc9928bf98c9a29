package dev.visitortracker.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class ObservedRequestTest {
  @Test
  void draft_isTheSame_whenItKeepsTheRules() {
    VisitDraft draft = Drafts.valid().userAgent("Agent").referrer("http://x/").build();

    VisitDraft fit = ObservedRequest.fit(draft);

    assertThat(fit).isEqualTo(draft);
  }

  @Test
  void texts_areCutAndMarked_whenTooLong() {
    Drafts draft =
        Drafts.valid()
            .endpoint("/" + "e".repeat(300))
            .method("M".repeat(40))
            .userAgent("u".repeat(600))
            .referrer("r".repeat(600));

    Visit visit = accepted(draft);

    assertThat(visit.endpoint()).isEqualTo("/" + "e".repeat(253) + "\u2026");
    assertThat(visit.method()).isEqualTo("M".repeat(31) + "~");
    assertThat(visit.userAgent()).isEqualTo("u".repeat(511) + "\u2026");
    assertThat(visit.referrer()).isEqualTo("r".repeat(511) + "\u2026");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\t", "\u0000", "\u007f", "\u001b", "\ud800", "\udc00"})
  void character_isReplaced_whenNoTextMayHoldIt(String character) {
    String text = "/a" + character + "b";

    Visit visit = accepted(Drafts.valid().endpoint(text).userAgent(text).referrer(text));

    assertThat(visit.endpoint()).isEqualTo("/a\ufffdb");
    assertThat(visit.userAgent()).isEqualTo("/a\ufffdb");
    assertThat(visit.referrer()).isEqualTo("/a\ufffdb");
  }

  @Test
  void endpoint_isDecodedBeforeItIsCut_whenItIsEncoded() {
    Visit visit = accepted(Drafts.valid().endpoint("/" + "%E0%B8%81".repeat(254)));

    assertThat(visit.endpoint()).isEqualTo("/" + "\u0e01".repeat(254));
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(strings = {"G T", "\u0016\u0003\u0001", "\u00e9"})
  void method_isAMark_whenItIsNoToken(String method) {
    Visit visit = accepted(Drafts.valid().method(method));

    assertThat(visit.method()).isEqualTo(ObservedRequest.UNREADABLE);
  }

  @ParameterizedTest
  @NullAndEmptySource
  void endpoint_isAMark_whenThereIsNone(String endpoint) {
    Visit visit = accepted(Drafts.valid().endpoint(endpoint));

    assertThat(visit.endpoint()).isEqualTo(ObservedRequest.UNREADABLE);
  }

  @Test
  void visit_isRejected_whenAFieldCannotBeMended() {
    VisitDraft fit = ObservedRequest.fit(Drafts.valid().responseCode(0).build());

    Rejected rejected = Outcomes.rejected(Visits.RULES.check(fit, Defaults.NONE));

    assertThat(rejected.field()).isEqualTo("response_code");
  }

  private static Visit accepted(Drafts draft) {
    return Outcomes.accepted(Visits.RULES.check(ObservedRequest.fit(draft.build()), Defaults.NONE));
  }
}
