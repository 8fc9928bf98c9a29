package dev.visitortracker.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DefaultsTest {
  private static final InetAddress CALLER = InetAddress.ofLiteral("198.51.100.9");
  private static final Defaults RECEIVED = Defaults.receivedFrom(CALLER, Visits.NOW);

  @Test
  void visit_isCompleted_whenDraftLeavesFieldsOut() {
    VisitDraft draft = Drafts.valid().timestamp(null).site(null).sourceIp(null).build();

    Visit visit = Outcomes.accepted(Visits.RULES.check(draft, RECEIVED));

    assertThat(visit.timestamp()).isEqualTo(Visits.NOW);
    assertThat(visit.site()).isEqualTo("default");
    assertThat(visit.sourceIp()).isEqualTo(CALLER);
  }

  @Test
  void visit_keepsItsOwnFields_whenDraftHasThem() {
    VisitDraft draft = Drafts.valid().build();

    Visit visit = Outcomes.accepted(Visits.RULES.check(draft, RECEIVED.withSite("other")));

    assertThat(visit.timestamp()).isEqualTo(Instant.parse("2015-05-17T10:05:03Z"));
    assertThat(visit.site()).isEqualTo("shop.example");
    assertThat(visit.sourceIp()).isEqualTo(InetAddress.ofLiteral("192.0.2.7"));
  }

  @Test
  void timestamp_isTheIdsOwn_whenOnlyAnIdIsGiven() {
    VisitDraft draft =
        Drafts.valid().timestamp(null).id(VisitIds.random(1_431_857_103_000L).toString()).build();

    Visit visit = Outcomes.accepted(Visits.RULES.check(draft, RECEIVED));

    assertThat(visit.timestampMillis()).isEqualTo(1_431_857_103_000L);
  }

  @Test
  void timestamp_isCutToMilliseconds_whenReceiptIsFiner() {
    VisitDraft draft = Drafts.valid().timestamp(null).build();
    Defaults defaults = Defaults.receivedFrom(CALLER, Visits.NOW.plusNanos(1_999_999));

    Visit visit = Outcomes.accepted(Visits.RULES.check(draft, defaults));

    assertThat(visit.timestamp()).isEqualTo(Visits.NOW.plusMillis(1));
  }

  @Test
  void id_isRejected_whenNeitherDraftNorDefaultsHaveATime() {
    VisitDraft draft = Drafts.valid().timestamp(null).build();

    Rejected rejected = Outcomes.rejected(Visits.RULES.check(draft, Defaults.NONE));

    assertThat(rejected).isEqualTo(new Rejected("id", "is missing", "a ULID of 26 characters"));
  }

  @Test
  void site_isRejected_whenTheDefaultBreaksTheRule() {
    VisitDraft draft = Drafts.valid().site(null).build();

    Rejected rejected = Outcomes.rejected(Visits.RULES.check(draft, RECEIVED.withSite("A B")));

    assertThat(rejected.field()).isEqualTo("site");
  }

  @Test
  void ids_differ_whenThereIsNoKey() {
    VisitDraft draft = Drafts.valid().build();

    Visit first = Outcomes.accepted(Visits.RULES.check(draft, RECEIVED));
    Visit second = Outcomes.accepted(Visits.RULES.check(draft, RECEIVED));

    assertThat(second.id()).isNotEqualTo(first.id());
    assertThat(second.timestamp()).isEqualTo(first.timestamp());
  }

  @Test
  void ids_areTheSame_whenKeyTimeAndSiteAre() {
    VisitDraft draft = Drafts.valid().build();
    Defaults keyed = RECEIVED.withDeduplicationKey("order-1");

    Visit first = Outcomes.accepted(Visits.RULES.check(draft, keyed));
    Visit second = Outcomes.accepted(Visits.RULES.check(draft, keyed));

    assertThat(second.id()).isEqualTo(first.id());
    assertThat(first.id())
        .isEqualTo(VisitIds.derived(1_431_857_103_000L, "shop.example", "order-1"));
  }

  @Test
  void ids_areTheSame_whenTheSiteIsADefaultOrWrittenOut() {
    Defaults keyed = RECEIVED.withDeduplicationKey("order-1");

    Visit named =
        Outcomes.accepted(Visits.RULES.check(Drafts.valid().site("default").build(), keyed));
    Visit unnamed = Outcomes.accepted(Visits.RULES.check(Drafts.valid().site(null).build(), keyed));

    assertThat(unnamed.id()).isEqualTo(named.id());
  }

  @Test
  void id_isTheGivenOne_whenThereIsAKeyToo() {
    String id = VisitIds.random(1_431_857_103_000L).toString();
    Defaults keyed = RECEIVED.withDeduplicationKey("order-1");

    Visit visit = Outcomes.accepted(Visits.RULES.check(Drafts.valid().id(id).build(), keyed));

    assertThat(visit.id()).hasToString(id);
  }

  @Test
  void otherDefaults_stay_whenSiteAndKeyAreSet() {
    Defaults defaults = RECEIVED.withSite("a").withDeduplicationKey("k");

    assertThat(defaults).isEqualTo(new Defaults(Visits.NOW, "a", CALLER, "k"));
    assertThat(defaults.withDeduplicationKey(null)).isEqualTo(RECEIVED.withSite("a"));
  }
}
