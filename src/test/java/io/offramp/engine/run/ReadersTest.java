// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class ReadersTest {
  private final Readers readers = new Readers();

  @Test
  void turn_alone_isTheLeast() {
    Readers.Reader reader = readers.join();
    for (int turn = 0; turn < 5; turn++) {
      assertThat(reader.turn(32, 1024)).isEqualTo(32);
    }
  }

  @Test
  void turn_behind_readsUpAndAhead() {
    Readers.Reader ahead = readers.join();
    Readers.Reader behind = readers.join();
    for (int turn = 0; turn < 5; turn++) {
      ahead.turn(32, 1024);
    }
    assertThat(behind.turn(32, 1024)).isEqualTo(5 * 32 + 32);
    assertThat(ahead.turn(32, 1024)).isEqualTo(32 + 32);
  }

  @Test
  void turn_farBehind_isAtMostTheMost() {
    Readers.Reader ahead = readers.join();
    Readers.Reader behind = readers.join();
    ahead.turn(5000, 5000);
    assertThat(behind.turn(32, 1024)).isEqualTo(1024);
  }

  @Test
  void join_later_beginsWhereTheOthersAre() {
    Readers.Reader first = readers.join();
    first.turn(5000, 5000);
    assertThat(readers.join().turn(32, 1024)).isEqualTo(32);
  }

  @Test
  void leave_isNotWaitedFor() {
    Readers.Reader gone = readers.join();
    Readers.Reader stays = readers.join();
    gone.turn(5000, 5000);
    gone.leave();
    gone.leave();
    assertThat(stays.turn(32, 1024)).isEqualTo(32);
  }

  /** Whoever comes to read, however often: nobody is ever ahead by more than two turns. */
  @Test
  void turn_anyOrder_keepsReadersTogether() {
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      Readers.Reader[] all = {readers.join(), readers.join(), readers.join()};
      long[] read = new long[all.length];
      for (int step = 0; step < 500; step++) {
        int one = random.nextInt(all.length);
        read[one] += all[one].turn(16, 100_000);
      }
      for (int one = 0; one < all.length; one++) {
        read[one] += all[one].turn(16, 100_000);
      }
      long least = Math.min(read[0], Math.min(read[1], read[2]));
      long most = Math.max(read[0], Math.max(read[1], read[2]));
      assertThat(most - least).as("seed " + seed).isBetween(16L, 32L);
      for (Readers.Reader reader : all) {
        reader.leave();
      }
    }
  }
}
