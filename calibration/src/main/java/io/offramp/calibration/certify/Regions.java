// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.certify;

import io.offramp.calibration.bound.TrinomialRegion;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers rejection regions, which take longer to find than to use: repeated calibrations with
 * the same number of rows, as in a backtest, share them.
 */
final class Regions {
  private static final int MOST = 64;

  private record Key(int rows, double bound, double delta) {}

  private static final Map<Key, TrinomialRegion> KNOWN =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, TrinomialRegion> eldest) {
          return size() > MOST;
        }
      };

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
      KNOWN.put(key, region);
    }
    return region;
  }
}
