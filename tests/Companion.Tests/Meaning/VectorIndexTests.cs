using System.Numerics.Tensors;
using Community.Companion.Meaning;
using Community.Companion.Words;

namespace Community.Companion.Tests.Meaning;

public sealed class VectorIndexTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(100)]
    [InlineData(64)]
    [InlineData(257)]
    public void TheNearestAreThoseOfAnExactSearch(int dimensions)
    {
        var random = new Random(dimensions);
        var vectors = Enumerable.Range(0, 5_000).ToDictionary(_ => Guid.CreateVersion7(), _ => Vector(random, dimensions));
        var index = Filled(vectors);

        var common = Enumerable
            .Range(0, 20)
            .Select(_ => Vector(random, dimensions))
            .Sum(query => index.Nearest(query, 10, Now).Select(near => near.Id).Intersect(Exact(vectors, query, 10)).Count());
        // If two are equal to the fourth decimal, either may be the tenth.
        common.ShouldBeInRange(198, 200);
    }

    [Fact]
    public void AfterAnyChangesItHasWhatIsThereAndNothingElse()
    {
        var random = new Random(7);
        var ids = Enumerable.Range(0, 3_000).Select(_ => Guid.CreateVersion7()).ToArray();
        var there = new Dictionary<Guid, float[]>();
        var index = new VectorIndex();
        for (var i = 0; i < 20_000; i++)
        {
            var id = ids[random.Next(ids.Length)];
            if (random.Next(3) == 0)
            {
                index.Remove(id);
                there.Remove(id);
            }
            else
            {
                index.Set(id, there[id] = Vector(random, 32));
            }
        }

        index.Count.ShouldBe(there.Count);
        var query = Vector(random, 32);
        index.Nearest(query, 4_000, Now).Select(near => near.Id).ShouldBe(there.Keys, ignoreOrder: true);
        index.Nearest(query, 1, Now)[0].Id.ShouldBe(Exact(there, query, 1).Single());
        index.LikenessOf(there.First().Key, query).ShouldBe(TensorPrimitives.Dot<float>(query, there.First().Value), 1e-2f);
    }

    [Fact]
    public void WhatIsOverIsNotFound()
    {
        var random = new Random(1);
        var (over, open) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var vector = Vector(random, 100);
        var index = new VectorIndex();
        index.Set(over, vector, Now);
        index.Set(open, vector, Now.AddSeconds(1));

        index.Nearest(vector, 10, Now).Select(near => near.Id).ShouldBe([open]);
    }

    [Fact]
    public void AVectorOfAnotherModelIsLeftOut()
    {
        var random = new Random(1);
        var id = Guid.CreateVersion7();
        var index = new VectorIndex();
        index.Set(id, Vector(random, 100));
        index.Set(id, Vector(random, 64));
        index.Set(Guid.CreateVersion7(), []);

        index.Count.ShouldBe(0);
        index.Nearest(Vector(random, 64), 10, Now).ShouldBeEmpty();
        index.Nearest([], 10, Now).ShouldBeEmpty();
    }

    [Fact]
    public async Task AReadDuringWritesAlwaysFindsAnUnchangedVector()
    {
        var random = new Random(3);
        var stays = Vector(random, 100);
        var id = Guid.CreateVersion7();
        var others = Enumerable.Range(0, 500).Select(_ => Guid.CreateVersion7()).ToArray();
        var index = new VectorIndex();
        index.Set(id, stays);
        using var written = new CancellationTokenSource();
        var readers = Enumerable
            .Range(0, 3)
            .Select(_ =>
                Task.Run(() =>
                {
                    while (!written.IsCancellationRequested)
                    {
                        index.Nearest(stays, 1, Now)[0].Id.ShouldBe(id);
                    }
                })
            )
            .ToArray();
        for (var i = 0; i < 20_000; i++)
        {
            index.Set(others[random.Next(others.Length)], Vector(random, 100));
        }

        await written.CancelAsync();
        await Task.WhenAll(readers);
    }

    private static VectorIndex Filled(Dictionary<Guid, float[]> vectors)
    {
        var index = new VectorIndex();
        foreach (var (id, vector) in vectors)
        {
            index.Set(id, vector);
        }

        return index;
    }

    private static IEnumerable<Guid> Exact(Dictionary<Guid, float[]> vectors, float[] query, int count) =>
        vectors.OrderByDescending(each => TensorPrimitives.Dot<float>(query, each.Value)).Take(count).Select(each => each.Key);

    private static float[] Vector(Random random, int dimensions)
    {
        var vector = Enumerable.Range(0, dimensions).Select(_ => (float)(random.NextDouble() + random.NextDouble() - 1)).ToArray();
        UnitVector.Normalize(vector);
        return vector;
    }
}
