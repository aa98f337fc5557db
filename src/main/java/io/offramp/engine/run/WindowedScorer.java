// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import io.offramp.engine.text.TextEncoder;
import io.offramp.engine.text.TextInput;
import io.offramp.engine.text.TokenizedText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows window by window, sorts each window by length so that a batch holds rows of like
 * length, and hands the outcomes out in the order of the rows.
 */
final class WindowedScorer<A> implements Scorer<A> {
  private final TextEncoder encoder;
  private final RowCheck check;
  private final BatchExecutor<A> executor;
  private final ScoringOptions options;

  WindowedScorer(
      TextEncoder encoder, RowCheck check, BatchExecutor<A> executor, ScoringOptions options) {
    this.encoder = encoder;
    this.check = check;
    this.executor = executor;
    this.options = options;
  }

  @Override
  public Iterator<Outcome<A>> score(Iterator<RowText> rows) {
    return new Outcomes(rows);
  }

  private List<Outcome<A>> scoreWindow(List<RowText> rows) {
    List<@Nullable Outcome<A>> outcomes = new ArrayList<>(Collections.nCopies(rows.size(), null));
    List<Integer> sound = new ArrayList<>();
    List<TextInput> inputs = new ArrayList<>();
    for (int row = 0; row < rows.size(); row++) {
      Optional<String> problem = check.problem(rows.get(row));
      if (problem.isPresent()) {
        outcomes.set(row, new Outcome.Rejected<>(problem.get()));
      } else {
        sound.add(row);
        inputs.add(input(rows.get(row)));
      }
    }
    List<TokenizedText> texts = encoder.encodeAll(inputs);
    List<Integer> byLength = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      byLength.add(i);
    }
    byLength.sort(Comparator.comparingInt(i -> texts.get(i).length()));
    for (int start = 0; start < byLength.size(); start += options.batchSize()) {
      int end = Math.min(byLength.size(), start + options.batchSize());
      List<Integer> places = byLength.subList(start, end);
      List<A> answers = executor.execute(places.stream().map(texts::get).toList());
      for (int i = 0; i < answers.size(); i++) {
        int place = places.get(i);
        outcomes.set(
            sound.get(place), new Outcome.Answered<>(answers.get(i), texts.get(place).truncated()));
      }
    }
    return outcomes.stream().map(outcome -> Objects.requireNonNull(outcome)).toList();
  }

  private TextInput input(RowText row) {
    String pair = check == RowCheck.TEXT_PAIR ? row.pair() : null;
    return new TextInput(Objects.requireNonNull(row.text()), pair);
  }

  private final class Outcomes implements Iterator<Outcome<A>> {
    private final Iterator<RowText> rows;
    private Iterator<Outcome<A>> window = Collections.emptyIterator();

    Outcomes(Iterator<RowText> rows) {
      this.rows = rows;
    }

    @Override
    public boolean hasNext() {
      if (!window.hasNext() && rows.hasNext()) {
        List<RowText> next = new ArrayList<>();
        while (next.size() < options.windowRows() && rows.hasNext()) {
          next.add(rows.next());
        }
        window = scoreWindow(next).iterator();
      }
      return window.hasNext();
    }

    @Override
    public Outcome<A> next() {
      if (!hasNext()) {
        throw new NoSuchElementException("Cannot give another outcome: every row was answered");
      }
      return window.next();
    }
  }
}
