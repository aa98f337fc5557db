// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Rows of one padded length that stand before the same stage, a seat each. Seats fall empty as rows
 * leave, and may be taken by others; what the tensors hold for an empty seat means nothing.
 */
final class Batch<A> {
  /** Bytes of a bfloat16, which DJL reads as a type of unknown name and no bytes. */
  private static final int HALF = 2;

  private final int length;
  private final List<@Nullable Ticket<A>> seats;
  private @Nullable NDArray hidden;
  private int riders;

  /**
   * A batch before the first stage.
   *
   * @param length tokens that rows are padded to
   * @param seats at least as many as {@code tickets}
   */
  Batch(int length, List<Ticket<A>> tickets, int seats) {
    this.length = length;
    this.seats = new ArrayList<>(tickets);
    while (this.seats.size() < seats) {
      this.seats.add(null);
    }
    this.riders = tickets.size();
  }

  int length() {
    return length;
  }

  int seats() {
    return seats.size();
  }

  /** Rows in it. */
  int riders() {
    return riders;
  }

  @Nullable Ticket<A> at(int seat) {
    return seats.get(seat);
  }

  /** Tells every row in it. */
  void tell(Consumer<Ticket<A>> news) {
    for (Ticket<A> ticket : seats) {
      if (ticket != null) {
        news.accept(ticket);
      }
    }
  }

  List<Ticket<A>> tickets() {
    return seats.stream().filter(Objects::nonNull).map(Objects::requireNonNull).toList();
  }

  /** The places of empty seats, or of taken ones. */
  int[] places(boolean empty, int most) {
    int[] places = new int[most];
    int found = 0;
    for (int seat = 0; found < most; seat++) {
      if ((seats.get(seat) == null) == empty) {
        places[found++] = seat;
      }
    }
    return places;
  }

  /** Empties a seat that was taken. */
  Ticket<A> leave(int seat) {
    Ticket<A> ticket = Objects.requireNonNull(seats.set(seat, null));
    riders--;
    return ticket;
  }

  /** Takes an empty seat. */
  void sit(int seat, Ticket<A> ticket) {
    if (seats.set(seat, ticket) != null) {
      throw new IllegalStateException("Cannot take seat " + seat + ": it is taken");
    }
    riders++;
  }

  /**
   * Lets rows move to the first seats of another batch, whose states are not there yet; if no row
   * stays, this one's states are freed.
   *
   * @param places the seats they leave
   * @param seats of the other batch
   */
  Batch<A> moved(int[] places, int seats) {
    List<Ticket<A>> tickets = Arrays.stream(places).mapToObj(this::leave).toList();
    if (riders == 0) {
      close();
    }
    return new Batch<>(length, tickets, seats);
  }

  /**
   * Empties the seats of rows that nobody wants any more.
   *
   * @return how many
   */
  int dropAbandoned() {
    int before = riders;
    for (int seat = 0; seat < seats.size(); seat++) {
      Ticket<A> ticket = seats.get(seat);
      if (ticket != null && ticket.isAbandoned()) {
        leave(seat);
      }
    }
    return before - riders;
  }

  /** Hidden states [seats,N,W] on the device; null before the first stage. */
  @Nullable NDArray hidden() {
    return hidden;
  }

  /** Replaces the hidden states; the old ones are the caller's to free. */
  void hidden(NDArray states) {
    hidden = states;
  }

  /** Bytes of the hidden states. */
  long bytes() {
    if (hidden == null) {
      return 0;
    }
    DataType type = hidden.getDataType();
    return hidden.size() * (type == DataType.UNKNOWN ? HALF : type.getNumOfBytes());
  }

  /** Frees the hidden states. */
  void close() {
    if (hidden != null) {
      hidden.close();
      hidden = null;
    }
  }
}
