"""Number of samples of a batch of any type.

An unknown number is None, never 0. Rows of a table of nodes are not samples.
"""

# Attributes with the number of samples in the batches of PyG and DGL, and of torchtext.
COUNTS = ("num_graphs", "batch_size")

# Possible sizes of the first dimension of a single image.
CHANNELS = (1, 3, 4)


def length(batch):
    """Number of samples of a batch; None if unknown."""
    try:
        return length_of(batch)
    except Exception:  # Reading an attribute of an arbitrary object may raise any error.
        return None


def length_of(batch):
    if getattr(batch, "is_nested", False):
        return int(batch.size(0))
    shape = getattr(batch, "shape", None)
    if shape is not None:
        return length_of_array(shape)
    batch_sizes = getattr(batch, "batch_sizes", None)  # PackedSequence: the number of sequences with a first element.
    if getattr(batch_sizes, "shape", None):
        return int(batch_sizes[0])
    for name in COUNTS:
        count = getattr(batch, name, None)
        if isinstance(count, int) and count > 0:
            return count
    if isinstance(batch, dict) or hasattr(batch, "values") and callable(batch.values):
        return first(batch.values())
    if isinstance(batch, (list, tuple)):
        return length_of_sequence(batch)
    return length_of_object(batch)


def length_of_array(shape):
    """First dimension; None for a scalar, or if it is unknown or 0."""
    try:
        return int(shape[0]) or None if len(shape) else None
    except TypeError:  # A dimension unknown to TensorFlow.
        return None


def length_of_sequence(batch):
    """Number of samples of a list: its number of elements, or that of its columns."""
    if not batch:
        return None
    if all(is_scalar(element) for element in batch):
        return len(batch)  # Labels or sentences.
    if isinstance(batch, list) and all(is_sample(element) for element in batch):
        return len(batch)  # Detection: a dictionary or a tuple per image.
    shapes = [getattr(element, "shape", None) for element in batch]
    if type(batch) is tuple and not any(shapes):
        # Columns of equal length, as from tuple(zip(*samples)).
        columns = [column for column in batch if type(column) in (list, tuple)]
        if len({len(column) for column in columns}) == 1 and not all(map(is_columns, columns)):
            return len(columns[0])
    elif len(batch) > 1 and any(shapes):
        rows = next(length_of_array(shape) for shape in shapes if shape)
        if type(batch) is list and None not in shapes and len({len(shape) for shape in shapes}) == 1:
            types = {getattr(element, "dtype", None) for element in batch}
            if len({shape[0] for shape in shapes}) > 1 and len(types) == 1:
                return len(batch)  # Sequences or images of different lengths, without padding.
        if not any(hasattr(element, name) for element in batch for name in COUNTS):
            return rows or first(batch)
    return first(batch)


def is_columns(values):
    """Whether a list inside a batch is a list of columns: arrays with the same number of rows, other than images."""
    shapes = [getattr(value, "shape", None) for value in values]
    if not shapes or any(not shape for shape in shapes) or len({shape[0] for shape in shapes}) > 1:
        return False
    types = {getattr(value, "dtype", None) for value in values}
    dimensions = {len(shape) for shape in shapes}
    return len(types) > 1 or dimensions != {3} or shapes[0][0] not in CHANNELS


def is_scalar(value):
    return isinstance(value, (int, float, str, bytes)) or getattr(value, "shape", None) == ()


def is_sample(value):
    return isinstance(value, (dict, tuple)) and not hasattr(value, "batch_sizes")


def length_of_object(batch):
    """Common number of rows of all arrays of an object, if it has several."""
    try:
        arrays = [value for value in vars(batch).values() if getattr(value, "shape", None)]
    except TypeError:
        return None
    rows = {length_of_array(array.shape) for array in arrays}
    return rows.pop() if len(arrays) > 1 and len(rows) == 1 else None


def first(columns):
    return next((found for found in map(length, columns) if found), None)
