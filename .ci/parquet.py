"""Whether the tables in a folder of results are the same in all forms and programs; see .ci/parquet."""

import csv
import gzip
import sys
from collections import defaultdict
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow.parquet as pq

TABLES = ["runs", "series", "servers", "loads"]


def csv_path(folder, name):
    """The CSV form of a table, plain or compressed; None if the experiment has no such table."""
    forms = [path for ending in ("csv", "csv.gz") if (path := folder / f"{name}.{ending}").exists()]
    assert len(forms) < 2, f"{name} has two forms: {forms}"
    return forms[0] if forms else None


def parsed(text):
    """The value of a cell, as a number, truth value or text."""
    if text == "":
        return None
    if text in ("true", "false"):
        return text == "true"
    for number in (int, float):
        try:
            return number(text)
        except ValueError:
            pass
    assert not text.startswith("'"), f"{text} is escaped, which this check does not undo"
    return text


def kind_of(values):
    """The type that a column must have, decided over all its rows; numbers where there are none."""
    types = {type(value) for value in values if value is not None}
    if types <= {int, float}:
        return "int64" if types == {int} else "double"
    return "bool" if types == {bool} else "string"


def read_csv(path):
    """The columns of a CSV file, read with nothing but its text: names, and values by name."""
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", newline="") as text:
        header, *rows = list(csv.reader(text))
    assert len(set(header)) == len(header), f"{path}: columns of the same name"
    return header, {name: [row[n] for row in rows] for n, name in enumerate(header)}


def check_cells(folder, name):
    """Compares every cell of both forms, and the types.

    Returns rows, the types of the columns, exact sums of whole numbers, and columns without values.
    """
    header, texts = read_csv(csv_path(folder, name))
    table = pq.read_table(folder / f"{name}.parquet")
    assert table.column_names == header, f"{name}: {table.column_names} is not {header}"
    kinds, sums, empty = {}, {}, set()
    for column in header:
        values = [parsed(text) for text in texts[column]]
        kinds[column] = kind_of(values)
        found = table.schema.field(column).type
        assert str(found) == kinds[column], f"{name}, {column}: {found}, expected {kinds[column]}"
        if kinds[column] == "string":
            values = [text or None for text in texts[column]]
            cells = [cell or None for cell in table[column].to_pylist()]
        else:
            cells = table[column].to_pylist()
        assert cells == values, f"{name}, {column}: cells differ"
        known = [value for value in values if value is not None]
        if not known:
            empty.add(column)
        elif kinds[column] == "int64":
            sums[column] = sum(known)
    return len(table), kinds, sums, empty


class Pandas:
    def parquet(self, path):
        return pd.read_parquet(path, dtype_backend="pyarrow")

    def csv(self, path):
        # Columns of mixed values are texts, whichever part of the file is looked at.
        return pd.read_csv(path, dtype_backend="pyarrow", low_memory=False)

    def describe(self, table):
        kinds = {"int64[pyarrow]": "int64", "double[pyarrow]": "double", "bool[pyarrow]": "bool"}
        return {name: kinds.get(str(kind), "string") for name, kind in table.dtypes.items()}

    def sum(self, table, column):
        return int(table[column].sum())

    def rows(self, table):
        return len(table)

    def joined(self, series, runs, parameter, value):
        both = series[["run_id", value]].merge(runs[["run_id", parameter]], on="run_id")
        assert len(both) == len(series)
        return {str(key): int(sum) for key, sum in both.groupby(parameter)[value].sum().items()}


class Polars:
    def parquet(self, path):
        return pl.read_parquet(path)

    def csv(self, path):
        return pl.read_csv(path, infer_schema_length=None)

    def describe(self, table):
        kinds = {pl.Int64: "int64", pl.Float64: "double", pl.Boolean: "bool", pl.String: "string"}
        return {name: kinds[kind] for name, kind in table.schema.items()}

    def sum(self, table, column):
        return int(table[column].sum())

    def rows(self, table):
        return table.height

    def joined(self, series, runs, parameter, value):
        both = series.select("run_id", value).join(runs.select("run_id", parameter), on="run_id")
        assert both.height == series.height
        sums = both.group_by(parameter).agg(pl.col(value).sum())
        return {str(key): int(sum) for key, sum in sums.iter_rows()}


class DuckDb:
    def parquet(self, path):
        return duckdb.sql(f"FROM read_parquet('{path}')")

    def csv(self, path):
        return duckdb.sql(f"FROM read_csv('{path}', sample_size = -1)")

    def describe(self, table):
        kinds = {"BIGINT": "int64", "DOUBLE": "double", "BOOLEAN": "bool"}
        return {name: kinds.get(str(kind), "string") for name, kind in zip(table.columns, table.types)}

    def sum(self, table, column):
        return int(table.sum(f'"{column}"').fetchall()[0][0] or 0)

    def rows(self, table):
        return table.count("*").fetchall()[0][0]

    def joined(self, series, runs, parameter, value):
        sums = duckdb.sql(
            f'SELECT runs."{parameter}", count(*), sum(series."{value}") '
            "FROM series JOIN runs USING (run_id) GROUP BY 1"
        ).fetchall()
        assert sum(count for _, count, _ in sums) == self.rows(series)
        return {str(key): int(sum) for key, _, sum in sums}


PROGRAMS = {"pandas": Pandas(), "Polars": Polars(), "DuckDB": DuckDb()}


def check_table(folder, name):
    """Compares a table between its forms and programs."""
    rows, kinds, sums, empty = check_cells(folder, name)
    for program, reader in PROGRAMS.items():
        forms = {
            "Parquet": reader.parquet(folder / f"{name}.parquet"),
            "CSV": reader.csv(csv_path(folder, name)),
        }
        for form, table in forms.items():
            what = f"{name} as {form} in {program}"
            found = reader.describe(table)
            assert list(found) == list(kinds), f"{what}: columns {list(found)}"
            assert reader.rows(table) == rows, f"{what}: {reader.rows(table)} rows of {rows}"
            for column, kind in found.items():
                # A column without values has no type in a CSV file.
                alike = kind == kinds[column] or (form == "CSV" and column in empty)
                assert alike, f"{what}: {column} is {kind}, not {kinds[column]}"
            for column, exact in sums.items():
                found_sum = reader.sum(table, column)
                assert found_sum == exact, f"{what}: sum of {column} {found_sum}, not {exact}"
    return rows, len(kinds)


def check_join(folder):
    """Sums a column of the series by a parameter of the runs, in every form and program."""
    header, runs = read_csv(csv_path(folder, "runs"))
    _, series = read_csv(csv_path(folder, "series"))
    assert "run_id" in header and header.index("run_id") == header.index("replication") + 1
    ids = runs["run_id"]
    assert len(set(ids)) == len(ids) and all(id.startswith("r") for id in ids), "ids of runs"
    value = next(name for name in ("origin_bytes", "bin") if name in series)
    for parameter in ("layout.kind", "replication"):
        of_run = dict(zip(ids, runs[parameter]))
        expected = defaultdict(int)
        for id, number in zip(series["run_id"], series[value]):
            expected[of_run[id]] += int(number)
        for program, reader in PROGRAMS.items():
            for form in ("Parquet", "CSV"):
                read = lambda name: (
                    reader.parquet(folder / f"{name}.parquet")
                    if form == "Parquet"
                    else reader.csv(csv_path(folder, name))
                )
                found = reader.joined(read("series"), read("runs"), parameter, value)
                assert found == expected, f"{form} in {program}: {found}, expected {expected}"


def main():
    folder = Path(sys.argv[1])
    tables = [name for name in TABLES if csv_path(folder, name)]
    assert {"runs", "series"} <= set(tables), f"{folder}: found {tables}"
    for name in tables:
        rows, columns = check_table(folder, name)
        print(f"{csv_path(folder, name).name}: {rows} rows, {columns} columns")
    check_join(folder)


main()
