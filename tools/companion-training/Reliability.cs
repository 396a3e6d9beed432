using System.Globalization;
using Community.Companion.Safety.Learned;

namespace Community.Companion.Training;

/// <summary>The calibration of probabilities: of the texts with 70 %, seven of ten should be crises.</summary>
internal static class Reliability
{
    private const int Bins = 10;
    private const int Rounds = 200;

    /// <summary>Fits the logarithm of the odds to scores of texts that are not training data, by Newton's method.</summary>
    public static Calibration Calibrate(IReadOnlyList<StrangersReading> readings)
    {
        double slope = 1,
            offset = 0;
        for (var round = 0; round < Rounds; round++)
        {
            double ga = 0,
                gb = 0,
                haa = 1e-6,
                hab = 0,
                hbb = 1e-6;
            foreach (var reading in readings)
            {
                var score = reading.Reading.Score;
                var probability = 1 / (1 + Math.Exp(-((slope * score) + offset)));
                var (error, weight) = (probability - (reading.IsCrisis ? 1 : 0), probability * (1 - probability));
                (ga, gb) = (ga + (error * score), gb + error);
                (haa, hab, hbb) = (haa + (weight * score * score), hab + (weight * score), hbb + weight);
            }

            var determinant = (haa * hbb) - (hab * hab);
            var (da, db) = (((hbb * ga) - (hab * gb)) / determinant, ((haa * gb) - (hab * ga)) / determinant);
            (slope, offset) = (slope - da, offset - db);
            if (Math.Abs(da) + Math.Abs(db) < 1e-7)
            {
                break;
            }
        }

        return new((float)slope, (float)offset);
    }

    /// <summary>Prints for each tenth of probability the number of texts, their predicted probability and the share of crises.</summary>
    public static void Print(TextWriter output, IReadOnlyList<StrangersReading> readings)
    {
        var calibration = Calibrate(readings);
        var error = 0.0;
        output.WriteLine("reliability: said, and true");
        foreach (
            var bin in readings
                .GroupBy(reading => Math.Min(Bins - 1, (int)(calibration.Probability(reading.Reading.Score) * Bins)))
                .OrderBy(bin => bin.Key)
        )
        {
            var (said, real, count) = (
                bin.Average(reading => calibration.Probability(reading.Reading.Score)),
                bin.Average(reading => reading.IsCrisis ? 1.0 : 0),
                bin.Count()
            );
            error += Math.Abs(said - real) * count / readings.Count;
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{said, 7:P1} {real, 7:P1} of {count, 6}  {new string('#', (int)Math.Round(real * 40))}"
                )
            );
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"expected calibration error {error:P2}"));
    }
}
