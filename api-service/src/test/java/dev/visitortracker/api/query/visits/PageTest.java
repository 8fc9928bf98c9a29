package dev.visitortracker.api.query.visits;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.ulid.Ulid;
import dev.visitortracker.api.query.Filter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PageTest {
  private static final VisitRow NEWER =
      new VisitRow(Ulid.from("019NSJBBPRNNTYE5Z42JGCMFYP"), "{\"site\":\"a\"}");
  private static final VisitRow OLDER =
      new VisitRow(Ulid.from("019NSJBBPRG95TGM56X2E7AX5E"), "{\"site\":\"b\"}");
  private static final VisitQuery ONE_PER_PAGE = new VisitQuery(Ulid.MIN, Ulid.MAX, Map.of(), 1, 1);

  @Test
  void page_hasACursor_whenThereIsOneRowMoreThanItHolds() {
    Page page = Page.of(ONE_PER_PAGE, List.of(NEWER, OLDER), 7L);

    assertThat(page.json().toString())
        .isEqualTo(
            "{\"visits\":[{\"id\":\"019NSJBBPRNNTYE5Z42JGCMFYP\","
                + "\"timestamp\":\"2015-05-20T21:05:59.000Z\",\"site\":\"a\"}],"
                + "\"total\":7,\"total_is\":\"exact\","
                + "\"page\":1,\"per_page\":1,\"next\":\"019NSJBBPRNNTYE5Z42JGCMFYP\"}");
  }

  @Test
  void page_hasNoCursor_whenItIsTheLast() {
    assertThat(Page.of(ONE_PER_PAGE, List.of(OLDER), 1L).next()).isNull();
    assertThat(Page.of(ONE_PER_PAGE, List.of(), null).json().toString())
        .isEqualTo(
            "{\"visits\":[],\"total\":null,\"total_is\":\"unknown\","
                + "\"page\":1,\"per_page\":1,\"next\":null}");
  }

  @Test
  void total_isKnownByTheRows_whenNothingIsBehindThem() {
    VisitQuery second = ONE_PER_PAGE.at(2, 1);

    assertThat(Page.lastOf(ONE_PER_PAGE, List.of())).isZero();
    assertThat(Page.lastOf(ONE_PER_PAGE, List.of(OLDER))).isEqualTo(1);
    assertThat(Page.lastOf(second, List.of(OLDER))).isEqualTo(2);
    assertThat(Page.lastOf(ONE_PER_PAGE, List.of(NEWER, OLDER))).isNull();
    assertThat(Page.lastOf(second, List.of())).isNull();
  }

  @Test
  void statement_bindsItsFiltersInOrder_behindRangeLimitAndOffset() {
    assertThat(VisitStatement.text(List.of(Filter.SITE, Filter.STATUS)))
        .contains("v.id >= $1 and v.id < $2")
        .contains("and v.site = $5\nand v.response_code = $6\n")
        .endsWith("order by v.id desc limit $3 offset $4");
  }
}
