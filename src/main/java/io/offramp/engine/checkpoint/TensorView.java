// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.checkpoint;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A tensor as torch keeps one: some elements of a storage, at a distance of their own along each
 * dimension. No two of its places are one element, so it never has more elements than its storage.
 *
 * @param storage the elements
 * @param offset the first element's number
 * @param sizes of the dimensions, outermost first
 * @param strides elements between neighbours along each dimension
 */
record TensorView(PickleValue.Storage storage, long offset, List<Long> sizes, List<Long> strides) {
  /** Copies the lists. */
  TensorView {
    sizes = List.copyOf(sizes);
    strides = List.copyOf(strides);
  }

  /**
   * A dimension that is longer than 1.
   *
   * @param size how many neighbours there are
   * @param stride elements between them in the storage
   * @param target elements between them in the row-major result
   */
  record Dimension(long size, long stride, long target) {}

  /** Why there can be no such view of the storage, or an empty text if there can. */
  String flaw() {
    if (sizes.size() != strides.size()) {
      return "it has %d sizes and %d strides".formatted(sizes.size(), strides.size());
    }
    if (!TensorInfo.isCountable(sizes)) {
      return "it has a shape that cannot be: " + Shown.of(sizes.toString());
    }
    if (offset < 0 || offset > storage.elements()) {
      return "it begins at element %d of %d".formatted(offset, storage.elements());
    }
    if (sizes.contains(0L)) {
      return "";
    }
    long last = 0;
    List<Dimension> dimensions = dimensions();
    for (int i = dimensions.size() - 1; i >= 0; i--) {
      Dimension dimension = dimensions.get(i);
      if (dimension.stride() <= last) {
        return "its elements lie over each other, strides %s for shape %s"
            .formatted(Shown.of(strides.toString()), Shown.of(sizes.toString()));
      }
      if (dimension.stride() > (storage.elements() - last) / (dimension.size() - 1)) {
        return "it reaches beyond the %d elements of its storage".formatted(storage.elements());
      }
      last += (dimension.size() - 1) * dimension.stride();
    }
    return last < storage.elements() - offset
        ? ""
        : "it reaches beyond the %d elements of its storage".formatted(storage.elements());
  }

  /** Whether the elements lie one after the other, in the order of the result. */
  boolean isContiguous() {
    return dimensions().stream().allMatch(dimension -> dimension.stride() == dimension.target());
  }

  /** The dimensions longer than 1 of a view that has elements, the widest stride first. */
  List<Dimension> dimensions() {
    List<Dimension> dimensions = new ArrayList<>();
    long target = 1;
    for (int d = sizes.size() - 1; d >= 0; d--) {
      if (sizes.get(d) > 1) {
        dimensions.add(new Dimension(sizes.get(d), strides.get(d), target));
      }
      target *= sizes.get(d);
    }
    dimensions.sort(Comparator.comparingLong(Dimension::stride).reversed());
    return dimensions;
  }
}
