// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.ml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbers the classes that a task meets, in the order in which it meets them; 1 and 1.0 are one.
 */
final class ClassKeys {
  private static final double EXACT = 1L << 53;

  private final Map<Object, Integer> codes = new HashMap<>();
  private final List<Object> keys = new ArrayList<>();

  /** The number of a class. */
  int code(Object cell) {
    Object key = key(cell);
    Integer known = codes.get(key);
    if (known != null) {
      return known;
    }
    codes.put(key, keys.size());
    keys.add(key);
    return keys.size() - 1;
  }

  /** The classes so far, by number. */
  List<Object> keys() {
    return keys;
  }

  private static Object key(Object cell) {
    if (cell instanceof Number number) {
      double value = number.doubleValue();
      return value == Math.rint(value) && Math.abs(value) <= EXACT
          ? (Object) number.longValue()
          : (Object) value;
    }
    return cell;
  }
}
