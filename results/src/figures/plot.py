"""Plots the points of a figure: python3 plot.py traffic.csv"""
import sys
import matplotlib.pyplot as plt
import pandas as pd

points = pd.read_csv(sys.argv[1])
panels = list(points.groupby("panel", sort=False, dropna=False))
figure, axes = plt.subplots(1, len(panels), figsize=(7, 2.5), squeeze=False, layout="constrained")
for axis, (name, panel) in zip(axes[0], panels):
    for series, line in panel.groupby("series", sort=False, dropna=False):
        axis.plot(line.x, line.y, marker=".", label=series)
        if "y_low" in line and line.y_low.notna().any():
            axis.fill_between(line.x, line.y_low, line.y_high, alpha=0.2)
    axis.set(xlabel=panel.x_label.iloc[0], ylabel=name, xscale=panel.x_scale.iloc[0], yscale=panel.y_scale.iloc[0])
axes[0][0].legend()
figure.savefig(sys.argv[1].replace(".csv", "-matplotlib.pdf"))
