package dev.converge.core;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;

/// A list that only grows and shares its storage: appending returns a new list and does not change
/// the old one. The newest list appends in place; appending to an older one copies. Safe to read
/// from any thread.
final class GrowingList<T> extends AbstractList<T> implements RandomAccess {
  private static final class Tail {
    private Object[] slots;
    private int used;

    Tail(Object[] slots, int used) {
      this.slots = slots;
      this.used = used;
    }
  }

  private final Tail tail;
  private final Object[] slots;
  private final int size;

  private GrowingList(Tail tail, int size) {
    this.tail = tail;
    this.slots = tail.slots;
    this.size = size;
  }

  private static final GrowingList<?> EMPTY = new GrowingList<>(new Tail(new Object[0], 0), 0);
  private static final int FIRST_SLOTS = 4;

  @SuppressWarnings("unchecked") // nothing is in it
  static <T> GrowingList<T> empty() {
    return (GrowingList<T>) EMPTY;
  }

  GrowingList<T> with(T item) {
    if (size == 0) {
      Object[] first = new Object[FIRST_SLOTS];
      first[0] = item;
      return new GrowingList<>(new Tail(first, 1), 1);
    }
    synchronized (tail) {
      if (tail.used == size) {
        if (size == tail.slots.length) {
          tail.slots = Arrays.copyOf(tail.slots, size * 2);
        }
        tail.slots[size] = item;
        tail.used++;
        return new GrowingList<>(tail, size + 1);
      }
    }
    Object[] copy = Arrays.copyOf(slots, size * 2);
    Arrays.fill(copy, size, copy.length, null);
    copy[size] = item;
    return new GrowingList<>(new Tail(copy, size + 1), size + 1);
  }

  /// The same, but the newest list can still append in place afterwards. For a list that is only
  /// checked and discarded: see [Context#trial].
  List<T> trial(T item) {
    return new AbstractList<>() {
      @Override
      public T get(int index) {
        return index == size ? item : GrowingList.this.get(index);
      }

      @Override
      public int size() {
        return size + 1;
      }
    };
  }

  @Override
  @SuppressWarnings("unchecked") // only with(T) writes the slots
  public T get(int index) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException("index: " + index + " (expected: 0.." + (size - 1) + ")");
    }
    return (T) slots[index];
  }

  @Override
  public int size() {
    return size;
  }
}
