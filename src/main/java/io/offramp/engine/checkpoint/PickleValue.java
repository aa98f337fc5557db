// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.checkpoint;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a pickle of tensors can hold. Nothing here compares or prints itself by its elements, so
 * that an object that holds itself harms nobody. Keys have an order, by which a map finds them
 * quickly even if whoever wrote the file gave all of them one hash code.
 */
sealed interface PickleValue {
  /** Python's None. */
  enum None implements PickleValue {
    NONE
  }

  /** A truth value. */
  record Bool(boolean value) implements PickleValue {}

  /** An integer; torch's magic number needs ten bytes. */
  record Int(BigInteger value) implements PickleValue, Comparable<Int> {
    /** An integer of at most 8 bytes. */
    static Int of(long value) {
      return new Int(BigInteger.valueOf(value));
    }

    @Override
    public int compareTo(Int other) {
      return value.compareTo(other.value);
    }
  }

  /** A floating-point number. */
  record Real(double value) implements PickleValue {}

  /** A string. */
  record Text(String value) implements PickleValue, Comparable<Text> {
    @Override
    public int compareTo(Text other) {
      return value.compareTo(other.value);
    }
  }

  /** A function or class that tensors are made with. */
  record Global(TorchGlobal name) implements PickleValue {}

  /** The elements' type, as torch names its storages. */
  record StorageType(ElementType type) implements PickleValue {}

  /**
   * Elements that tensors look at.
   *
   * @param key names them within the file
   * @param type what they are
   * @param elements how many there are
   */
  record Storage(String key, ElementType type, long elements) implements PickleValue {}

  /** A tensor: a view of a storage. */
  record Tensor(TensorView view) implements PickleValue {}

  /** A tuple. */
  final class Tuple implements PickleValue {
    final List<PickleValue> elements;

    Tuple(List<PickleValue> elements) {
      this.elements = List.copyOf(elements);
    }
  }

  /** A list. */
  final class Sequence implements PickleValue {
    final List<PickleValue> elements = new ArrayList<>();
  }

  /** A dict, ordered or not; keys are strings, integers and truth values. */
  final class Dict implements PickleValue {
    final Map<PickleValue, PickleValue> entries = new LinkedHashMap<>();

    /** The dict under a key, or null if there is none. */
    @Nullable Dict dict(String key) {
      return entries.get(new Text(key)) instanceof Dict dict ? dict : null;
    }
  }
}
