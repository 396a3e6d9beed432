using System.Globalization;

namespace Community.Bench.Reports;

/// <summary>A table of text: the first column to the left, figures to the right.</summary>
internal sealed class Table(params IReadOnlyList<string> headings)
{
    private readonly List<IReadOnlyList<string>> _rows = [];

    public void Add(params IReadOnlyList<string> row) => _rows.Add(row);

    /// <summary>A figure with decimals that fit its size.</summary>
    public static string Figure(double value) =>
        double.IsNaN(value)
            ? ""
            : value.ToString(
                Math.Abs(value) switch
                {
                    >= 100 => "#,0",
                    >= 10 => "0.0",
                    _ => "0.00",
                },
                CultureInfo.InvariantCulture
            );

    public void Print(TextWriter output)
    {
        IReadOnlyList<string>[] lines = [headings, .. _rows];
        var widths = headings.Select((_, column) => lines.Max(line => line[column].Length)).ToArray();
        PrintLine(headings);
        output.WriteLine("  " + string.Join("  ", widths.Select(width => new string('-', width))));
        foreach (var row in _rows)
        {
            PrintLine(row);
        }

        void PrintLine(IReadOnlyList<string> line) =>
            output.WriteLine(
                "  "
                    + string.Join(
                        "  ",
                        line.Select((cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))
                    )
            );
    }
}
