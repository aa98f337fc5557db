// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import io.offramp.calibration.bound.TrinomialRegion;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers rejection regions, which take longer to find than to use: repeated calibrations with
 * the same number of rows, as in a backtest, share them.
 */
final class Regions {
  /** Of the regions' numbers together, 16 MB; those of the slices of one goal all fit. */
  private static final long MOST_NUMBERS = 4_000_000;

  private record Key(int rows, double bound, double delta) {}

  private static final Map<Key, TrinomialRegion> KNOWN = new LinkedHashMap<>();
  private static long numbers;

  private Regions() {}

  static TrinomialRegion of(int rows, double bound, double delta) {
    Key key = new Key(rows, bound, delta);
    synchronized (KNOWN) {
      TrinomialRegion known = KNOWN.get(key);
      if (known != null) {
        return known;
      }
    }
    // Without the lock: it runs on the common pool, whose threads may be the ones that ask. Two
    // threads may find the same region at the same time; that is waste, and no harm.
    TrinomialRegion region = TrinomialRegion.of(rows, bound, delta);
    synchronized (KNOWN) {
      remember(key, region);
    }
    return region;
  }

  /** The oldest go first; the newest stays, however large it is. */
  private static void remember(Key key, TrinomialRegion region) {
    if (KNOWN.put(key, region) == null) {
      numbers += region.numbers();
    }
    Iterator<TrinomialRegion> oldest = KNOWN.values().iterator();
    while (numbers > MOST_NUMBERS && KNOWN.size() > 1) {
      numbers -= oldest.next().numbers();
      oldest.remove();
    }
  }
}
