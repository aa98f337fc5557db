// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import ai.djl.ndarray.NDArray;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Rows of one padded length that wait for one stage, first come first served. */
final class Waiting<A> {
  private final Deque<Batch<A>> pieces = new ArrayDeque<>();
  private int rows;

  int rows() {
    return rows;
  }

  void add(Batch<A> piece) {
    pieces.add(piece);
    rows += piece.size();
  }

  /** Takes pieces that have so many rows, or all; the last is split if it must be. */
  List<Batch<A>> take(int most) {
    List<Batch<A>> taken = new ArrayList<>();
    int sum = 0;
    while (sum < most && !pieces.isEmpty()) {
      Batch<A> piece = pieces.remove();
      int room = most - sum;
      if (piece.size() > room) {
        pieces.addFirst(piece.from(room));
        piece = piece.upTo(room);
      }
      taken.add(piece);
      sum += piece.size();
    }
    rows -= sum;
    return taken;
  }

  /** Bytes of the hidden states. */
  static long bytes(Batch<?> batch) {
    NDArray hidden = batch.hidden();
    return hidden == null ? 0 : hidden.size() * hidden.getDataType().getNumOfBytes();
  }
}
