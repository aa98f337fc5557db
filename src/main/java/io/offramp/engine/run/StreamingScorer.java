// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import io.offramp.engine.text.TextEncoding;
import io.offramp.engine.text.TextInput;
import io.offramp.engine.text.TokenizedText;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows ahead, lets them be batched as they fit, and hands the outcomes out in the order of
 * the rows. At most {@link ScoringOptions#windowRows} rows are on their way at a time, fewer if
 * their texts are long: when they are, the oldest is run with whatever company it has.
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

  /**
   * A scorer.
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
    this.encoder = encoder;
    this.check = check;
    this.rebatcher = rebatcher;
    this.exits = exits;
    this.maxLength = maxLength;
    this.options = options;
  }

  /** The same scorer, with tokens from elsewhere. */
  StreamingScorer<A> with(TextEncoding tokens) {
    return new StreamingScorer<>(tokens, check, rebatcher, exits, maxLength, options);
  }

  @Override
  public Outcomes<A> score(Iterator<RowText> rows) {
    return new Run(rows);
  }

  /** A row and what became of it: a problem, or a ticket that is or will be answered. */
  private record Slot<A>(@Nullable String problem, @Nullable Ticket<A> ticket, long characters) {
    boolean isSettled() {
      return ticket == null || ticket.isSettled();
    }

    Outcome<A> outcome() {
      return ticket == null
          ? new Outcome.Rejected<>(Objects.requireNonNull(problem))
          : new Outcome.Answered<>(ticket.answer(), ticket.text().truncated());
    }
  }

  private final class Run implements Outcomes<A> {
    private final Iterator<RowText> rows;
    private final Deque<Slot<A>> slots = new ArrayDeque<>();
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
      return slot.outcome();
    }

    private void advance() {
      if (rebatcher.runFull()) {
        return;
      }
      if (rows.hasNext() && hasRoom(slots.size())) {
        read(Math.min(options.readRows(), options.windowRows() - slots.size()));
      } else if (rows.hasNext()) {
        rebatcher.runWith(Objects.requireNonNull(slots.element().ticket()));
      } else {
        rebatcher.runEarliest(waiting());
      }
    }

    private boolean hasRoom(int held) {
      return held == 0 || (held < options.windowRows() && characters < MOST_CHARACTERS);
    }

    private void read(int most) {
      List<@Nullable String> problems = new ArrayList<>();
      List<Long> lengths = new ArrayList<>();
      List<TextInput> inputs = new ArrayList<>();
      while (problems.size() < most && rows.hasNext() && hasRoom(slots.size() + problems.size())) {
        RowText row = rows.next();
        lengths.add(characters(row));
        characters += characters(row);
        Optional<String> problem = check.problem(row);
        problems.add(problem.orElse(null));
        if (problem.isEmpty()) {
          inputs.add(input(row));
        }
      }
      Iterator<TokenizedText> texts = encoder.encodeAll(inputs).iterator();
      List<Ticket<A>> tickets = new ArrayList<>();
      for (int i = 0; i < problems.size(); i++) {
        String problem = problems.get(i);
        Ticket<A> ticket = problem == null ? ticket(texts.next()) : null;
        if (ticket != null) {
          tickets.add(ticket);
        }
        slots.add(new Slot<>(problem, ticket, lengths.get(i)));
        number++;
      }
      rebatcher.offer(tickets);
    }

    private Ticket<A> ticket(TokenizedText text) {
      int length = Math.min(maxLength, options.padded(text.length()));
      return new Ticket<>(text, length, exits.of(number, text));
    }

    private List<Ticket<A>> waiting() {
      List<Ticket<A>> tickets = new ArrayList<>();
      for (Slot<A> slot : slots) {
        if (slot.ticket() != null && !slot.isSettled()) {
          tickets.add(slot.ticket());
        }
      }
      return tickets;
    }

    @Override
    public void close() {
      rebatcher.abandon(waiting());
      slots.clear();
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
