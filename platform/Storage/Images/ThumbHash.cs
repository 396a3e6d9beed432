namespace Community.Platform.Storage.Images;

/// <summary>
/// A placeholder of at most 25 bytes: the average colour and the lowest frequencies of a picture, in the format ThumbHash, which clients
/// decode to a blurred picture of about 32 pixels.
/// </summary>
internal static class ThumbHash
{
    /// <summary>The largest side of the picture that is read, in pixels.</summary>
    public const int MaxSide = 100;

    /// <summary>The hash of a picture.</summary>
    /// <param name="rgba">Four bytes a pixel, not premultiplied, row after row.</param>
    /// <param name="width">1 to <see cref="MaxSide"/>.</param>
    /// <param name="height">1 to <see cref="MaxSide"/>.</param>
    public static byte[] Of(ReadOnlySpan<byte> rgba, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, MaxSide);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, MaxSide);
        var count = width * height;
        var (red, green, blue, opacity) = Average(rgba[..(count * 4)]);
        var hasAlpha = opacity < count;

        // Lightness, yellow to blue, red to green, opacity; transparent pixels have the average colour.
        var (l, p, q, a) = (new double[count], new double[count], new double[count], new double[count]);
        for (var i = 0; i < count; i++)
        {
            var alpha = rgba[(i * 4) + 3] / 255.0;
            var r = (red * (1 - alpha)) + (alpha * rgba[i * 4] / 255);
            var g = (green * (1 - alpha)) + (alpha * rgba[(i * 4) + 1] / 255);
            var b = (blue * (1 - alpha)) + (alpha * rgba[(i * 4) + 2] / 255);
            (l[i], p[i], q[i], a[i]) = ((r + g + b) / 3, ((r + g) / 2) - b, r - g, alpha);
        }

        var most = hasAlpha ? 5 : 7;
        var longest = Math.Max(width, height);
        var (across, down) = (Math.Max(1, Rounded((double)most * width / longest)), Math.Max(1, Rounded((double)most * height / longest)));
        var lightness = Frequencies.Of(l, width, height, Math.Max(3, across), Math.Max(3, down));
        var yellow = Frequencies.Of(p, width, height, 3, 3);
        var redness = Frequencies.Of(q, width, height, 3, 3);
        var isLandscape = width > height;
        var first =
            Rounded(63 * lightness.Constant)
            | (Rounded(31.5 + (31.5 * yellow.Constant)) << 6)
            | (Rounded(31.5 + (31.5 * redness.Constant)) << 12)
            | (Rounded(31 * lightness.Scale) << 18)
            | (hasAlpha ? 1 << 23 : 0);
        var second =
            (isLandscape ? down : across)
            | (Rounded(63 * yellow.Scale) << 3)
            | (Rounded(63 * redness.Scale) << 9)
            | (isLandscape ? 1 << 15 : 0);
        var hash = new List<byte> { (byte)first, (byte)(first >> 8), (byte)(first >> 16), (byte)second, (byte)(second >> 8) };
        List<Frequencies> channels = [lightness, yellow, redness];
        if (hasAlpha)
        {
            var transparency = Frequencies.Of(a, width, height, 5, 5);
            hash.Add((byte)(Rounded(15 * transparency.Constant) | (Rounded(15 * transparency.Scale) << 4)));
            channels.Add(transparency);
        }

        var nibbles = channels.SelectMany(channel => channel.Waves).Select(wave => Rounded(15 * wave)).ToArray();
        hash.AddRange(nibbles.Chunk(2).Select(pair => (byte)(pair[0] | (pair.Length > 1 ? pair[1] << 4 : 0))));
        return [.. hash];
    }

    private static (double Red, double Green, double Blue, double Opacity) Average(ReadOnlySpan<byte> rgba)
    {
        var (red, green, blue, opacity) = (0.0, 0.0, 0.0, 0.0);
        for (var i = 0; i < rgba.Length; i += 4)
        {
            var alpha = rgba[i + 3] / 255.0;
            red += alpha * rgba[i] / 255;
            green += alpha * rgba[i + 1] / 255;
            blue += alpha * rgba[i + 2] / 255;
            opacity += alpha;
        }

        return opacity > 0 ? (red / opacity, green / opacity, blue / opacity, opacity) : (0, 0, 0, 0);
    }

    // The format rounds halves up.
    private static int Rounded(double value) => (int)Math.Floor(value + 0.5);

    /// <summary>A channel as cosine waves.</summary>
    /// <param name="Constant">The wave without frequency: the average.</param>
    /// <param name="Waves">The others, 0 to 1 each.</param>
    /// <param name="Scale">The largest amplitude.</param>
    private sealed record Frequencies(double Constant, double[] Waves, double Scale)
    {
        public static Frequencies Of(double[] channel, int width, int height, int across, int down)
        {
            var constant = 0.0;
            var waves = new List<double>();
            for (var y = 0; y < down; y++)
            {
                for (var x = 0; x * down < across * (down - y); x++)
                {
                    var amplitude = Amplitude(channel, width, height, x, y);
                    if (x == 0 && y == 0)
                    {
                        constant = amplitude;
                    }
                    else
                    {
                        waves.Add(amplitude);
                    }
                }
            }

            var scale = waves.Max(Math.Abs);
            return new(constant, [.. waves.Select(wave => scale > 0 ? 0.5 + (0.5 / scale * wave) : 0)], scale);
        }

        private static double Amplitude(double[] channel, int width, int height, int x, int y)
        {
            Span<double> row = stackalloc double[MaxSide];
            for (var i = 0; i < width; i++)
            {
                row[i] = Math.Cos(Math.PI / width * x * (i + 0.5));
            }

            var sum = 0.0;
            for (var j = 0; j < height; j++)
            {
                var column = Math.Cos(Math.PI / height * y * (j + 0.5));
                for (var i = 0; i < width; i++)
                {
                    sum += channel[(j * width) + i] * row[i] * column;
                }
            }

            return sum / (width * height);
        }
    }
}
