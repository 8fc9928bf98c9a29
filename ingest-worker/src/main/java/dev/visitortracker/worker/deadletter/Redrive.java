package dev.visitortracker.worker.deadletter;

import dev.visitortracker.worker.consume.SourceRecord;
import dev.visitortracker.worker.range.ReadProgress;
import java.util.List;
import java.util.function.Predicate;
import reactor.core.publisher.Mono;

/**
 * Puts dead letters back to the visits, where the workers read them like any other record: what is
 * stored by then is a duplicate, what still cannot be stored becomes a letter again, with its count
 * of redrives. A letter that was put back {@code maxRedrives} times is left alone.
 *
 * <p>One poll is put back before the next is read. A redrive that is killed may be started again:
 * the visits that it puts back twice are stored once.
 */
public final class Redrive {
  private final LetterTopic letters;
  private final int maxRedrives;

  public Redrive(LetterTopic letters, int maxRedrives) {
    this.letters = letters;
    this.maxRedrives = maxRedrives;
  }

  /** Puts the letters back that match. */
  public Mono<RedriveCounts> run(LetterFilter filter, RedriveSender sender, ReadProgress progress) {
    return letters
        .polls(filter, progress)
        .concatMap(poll -> sender.putBack(mayGo(poll)).thenReturn(report(poll)), 1)
        .reduce(RedriveCounts.NOTHING, RedriveCounts::plus);
  }

  /**
   * Puts nothing back.
   *
   * @param readable whether the rules of today take the record; the database is not asked
   */
  public Mono<RedriveCounts> dryRun(
      LetterFilter filter, Predicate<SourceRecord> readable, ReadProgress progress) {
    return letters
        .polls(filter, progress)
        .map(poll -> report(poll).withReadable(readable(poll, readable)))
        .reduce(RedriveCounts.NOTHING, RedriveCounts::plus);
  }

  private List<KeptLetter> mayGo(List<KeptLetter> poll) {
    return poll.stream().filter(letter -> letter.record().redriveCount() < maxRedrives).toList();
  }

  private RedriveCounts report(List<KeptLetter> poll) {
    int going = mayGo(poll).size();
    return new RedriveCounts(going, poll.size() - going, 0);
  }

  private long readable(List<KeptLetter> poll, Predicate<SourceRecord> readable) {
    return mayGo(poll).stream().map(KeptLetter::record).filter(readable).count();
  }
}
