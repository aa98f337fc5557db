// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import io.offramp.engine.text.TextEncoding;
import io.offramp.engine.text.TextInput;
import io.offramp.engine.text.TokenizedText;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Reads rows ahead, lets them be batched as they fit, and hands the outcomes out in the order of
 * the rows. At most {@link ScoringOptions#windowRows} rows are on their way at a time, fewer if
 * their texts are long: when they are, the oldest is run with whatever company it has.
 *
 * <p>With {@link ScoringOptions#dedupe} a row whose text another one on its way has shares that
 * one's ticket, answered or not: it is neither tokenised nor run.
 */
final class StreamingScorer<A> implements Scorer<A> {
  /** Of the texts on their way, whose rows the caller holds: 32 MiB, or twice that. */
  private static final long MOST_CHARACTERS = 16L << 20;

  private final TextEncoding encoder;
  private final RowCheck check;
  private final Rebatcher<A> rebatcher;
  private final Exits exits;
  private final int maxLength;
  private final ScoringOptions options;
  private final ScoringObserver observer;

  /**
   * A scorer of which all who observe scoring in this JVM hear.
   *
   * @param rebatcher runs rows; perhaps those of others, too
   * @param maxLength most tokens that a row is padded to
   */
  StreamingScorer(
      TextEncoding encoder,
      RowCheck check,
      Rebatcher<A> rebatcher,
      Exits exits,
      int maxLength,
      ScoringOptions options) {
    this(encoder, check, rebatcher, exits, maxLength, options, ScoringObservers.all());
  }

  private StreamingScorer(
      TextEncoding encoder,
      RowCheck check,
      Rebatcher<A> rebatcher,
      Exits exits,
      int maxLength,
      ScoringOptions options,
      ScoringObserver observer) {
    this.observer = observer;
    this.encoder = encoder;
    this.check = check;
    this.rebatcher = rebatcher;
    this.exits = exits;
    this.maxLength = maxLength;
    this.options = options;
  }

  /** The same scorer, with tokens from elsewhere. */
  StreamingScorer<A> with(TextEncoding tokens) {
    return new StreamingScorer<>(tokens, check, rebatcher, exits, maxLength, options, observer);
  }

  /** The same scorer, whose rows another observer hears of; of batches those of before do. */
  StreamingScorer<A> with(ScoringObserver other) {
    return new StreamingScorer<>(encoder, check, rebatcher, exits, maxLength, options, other);
  }

  @Override
  public Run score(Iterator<RowText> rows) {
    return new Run(rows);
  }

  /** One pass over rows. Tickets are shared within it only: closing it takes no other's answer. */
  final class Run implements Outcomes<A> {
    private final Iterator<RowText> rows;
    private final Deque<Slot<A>> slots = new ArrayDeque<>();
    private final SharedTickets<A> shared = new SharedTickets<>();
    private final Readers.Reader reader = rebatcher.readers().join();
    private RowTally tally = new RowTally();
    private long number;
    private long characters;

    Run(Iterator<RowText> rows) {
      this.rows = rows;
    }

    @Override
    public boolean hasNext() {
      if (slots.isEmpty() && !rows.hasNext()) {
        close();
        return false;
      }
      return true;
    }

    @Override
    public Outcome<A> next() {
      if (!hasNext()) {
        throw new NoSuchElementException("Cannot give another outcome: every row was answered");
      }
      while (slots.isEmpty() || !slots.element().isSettled()) {
        advance();
      }
      Slot<A> slot = slots.remove();
      characters -= slot.characters();
      if (slot.shared() != null) {
        shared.leave(slot.shared());
      }
      tally.count(slot);
      return slot.outcome();
    }

    private void advance() {
      tell(); // before rows are read: whoever brings them may take long
      if (rebatcher.runFull()) {
        return;
      }
      if (rows.hasNext() && hasRoom(slots.size())) {
        int room = Math.min(options.readRows(), options.windowRows() - slots.size());
        read(reader.turn(Math.min(leastRows(), room), room));
      } else if (rows.hasNext()) {
        rebatcher.runWith(Objects.requireNonNull(slots.element().ticket()));
      } else {
        reader.leave();
        rebatcher.runEarliest(waiting());
      }
    }

    /** A batch; but the more rows are on their way, the more share a text. */
    private int leastRows() {
      return options.dedupe() ? options.readRows() : options.batchSize();
    }

    private boolean hasRoom(int held) {
      return held == 0 || (held < options.windowRows() && characters < MOST_CHARACTERS);
    }

    private void read(int most) {
      List<RowText> read = new ArrayList<>();
      while (read.size() < most && rows.hasNext() && hasRoom(slots.size() + read.size())) {
        RowText row = rows.next();
        characters += characters(row);
        read.add(row);
      }
      Iterator<TokenizedText> texts = encoder.encodeAll(fresh(read)).iterator();
      List<Ticket<A>> tickets = new ArrayList<>();
      for (RowText row : read) {
        Slot<A> slot = slot(row, texts);
        slots.add(slot);
        if (slot.ticket() != null && !slot.duplicate()) {
          tickets.add(slot.ticket());
        }
        number++;
      }
      rebatcher.offer(tickets);
    }

    /** The texts to tokenise: of rows that can be scored, and share no ticket. */
    private List<TextInput> fresh(List<RowText> read) {
      List<TextInput> inputs = new ArrayList<>();
      Set<TextInput> seen = new HashSet<>();
      for (RowText row : read) {
        if (check.problem(row).isEmpty()) {
          TextInput input = input(row);
          if (!options.dedupe() || (!shared.has(input) && seen.add(input))) {
            inputs.add(input);
          }
        }
      }
      return inputs;
    }

    /**
     * The slot of the next row.
     *
     * @param texts those of {@link #fresh} that have no slot yet
     */
    private Slot<A> slot(RowText row, Iterator<TokenizedText> texts) {
      Optional<String> problem = check.problem(row);
      if (problem.isPresent()) {
        return new Slot<>(problem.get(), null, characters(row), null, false);
      }
      if (!options.dedupe()) {
        return new Slot<>(null, ticket(texts.next()), characters(row), null, false);
      }
      TextInput input = input(row);
      if (shared.has(input)) {
        return new Slot<>(null, shared.join(input), characters(row), input, true);
      }
      Ticket<A> ticket = ticket(texts.next());
      shared.add(input, ticket);
      return new Slot<>(null, ticket, characters(row), input, false);
    }

    private Ticket<A> ticket(TokenizedText text) {
      int length = Math.min(maxLength, options.padded(text.length()));
      return new Ticket<>(text, length, exits.of(number, text));
    }

    /** Each ticket once: before it is settled, the row that brought it has not left. */
    private List<Ticket<A>> waiting() {
      List<Ticket<A>> tickets = new ArrayList<>();
      for (Slot<A> slot : slots) {
        if (slot.ticket() != null && !slot.duplicate() && !slot.isSettled()) {
          tickets.add(slot.ticket());
        }
      }
      return tickets;
    }

    private void tell() {
      if (!tally.isEmpty()) {
        observer.answered(tally);
        tally = new RowTally();
      }
    }

    @Override
    public void close() {
      tell();
      reader.leave();
      rebatcher.abandon(waiting());
      slots.clear();
      shared.clear();
    }

    /** Texts that rows still to be read may share. */
    int sharedTexts() {
      return shared.size();
    }
  }

  private static long characters(RowText row) {
    String text = row.text();
    String pair = row.pair();
    return (text == null ? 0L : text.length()) + (pair == null ? 0L : pair.length());
  }

  private TextInput input(RowText row) {
    String pair = check == RowCheck.TEXT_PAIR ? row.pair() : null;
    return new TextInput(Objects.requireNonNull(row.text()), pair);
  }
}
