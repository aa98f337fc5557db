// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.sql;

import java.util.ArrayList;
import java.util.Collections;
import scala.collection.Iterable;
import scala.collection.Iterator;
import scala.collection.immutable.List;
import scala.collection.immutable.List$;

/** Lists of Java as lists of Scala, and back; the same source for Scala 2.12 and 2.13. */
final class ScalaLists {
  private ScalaLists() {}

  /** A list for Spark. */
  static <T> List<T> of(java.util.List<? extends T> elements) {
    List<T> list = List$.MODULE$.empty();
    java.util.List<T> reversed = new ArrayList<>(elements);
    Collections.reverse(reversed);
    for (T element : reversed) {
      list = list.$colon$colon(element);
    }
    return list;
  }

  /** What Spark has listed, as a new list that can be changed. */
  static <T> java.util.List<T> toJava(Iterable<? extends T> elements) {
    java.util.List<T> list = new ArrayList<>();
    for (Iterator<? extends T> each = elements.iterator(); each.hasNext(); ) {
      list.add(each.next());
    }
    return list;
  }

  /** A list for Spark with one more element. */
  static <T> List<T> append(Iterable<? extends T> elements, T last) {
    java.util.List<T> all = toJava(elements);
    all.add(last);
    return of(all);
  }
}
