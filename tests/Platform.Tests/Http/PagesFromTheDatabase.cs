using Community.Platform.Data.Pagination;
using Community.Platform.Http.Pagination;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Platform.Tests.Http;

public sealed class PagesFromTheDatabase(TestServers servers) : IClassFixture<TestServers>
{
    [Fact]
    public async Task AreCountedOnlyWhereTheyMustBe()
    {
        await using var database = await WithRowsAsync(45);
        var rows = database.Rows.OrderBy(r => r.Id);

        (await AskAsync(new(1, 100))).ShouldBe("45 items, first 1, of 45 in 1 pages, 1 queries");
        (await AskAsync(new(1, 20))).ShouldBe("20 items, first 1, of 45 in 3 pages, 2 queries");
        (await AskAsync(new(3, 20))).ShouldBe("5 items, first 41, of 45 in 3 pages, 2 queries");
        (await AskAsync(new(4, 20))).ShouldBe("0 items, first 0, of 45 in 3 pages, 1 queries");
        (await AskAsync(new(int.MaxValue, 100))).ShouldBe("0 items, first 0, of 45 in 1 pages, 1 queries");

        async Task<string> AskAsync(PageQuery query)
        {
            database.Queries = 0;
            var page = await rows.ToPageAsync(query, r => r.Id, TestContext.Current.CancellationToken);
            page.Number.ShouldBe(query.Page);
            return $"{page.Items.Count} items, first {(page.Items is [var first, ..] ? first : 0)}, of {page.Total} in {page.Pages} pages, {database.Queries} queries";
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GoOnBehindTheLastItemWhateverIsAddedOrRemoved(bool isDescending)
    {
        await using var database = await WithRowsAsync(45);
        var cancel = TestContext.Current.CancellationToken;
        IOrderedQueryable<Row> Rows() =>
            isDescending
                ? database.Rows.OrderByDescending(r => r.Kind).ThenByDescending(r => r.Rank).ThenByDescending(r => r.Id)
                : database.Rows.OrderBy(r => r.Kind).ThenBy(r => r.Rank).ThenBy(r => r.Id);
        var expected = await Rows().Select(r => r.Id).ToListAsync(cancel);
        var met = new List<int>();
        var query = new PageQuery(1, 7);
        for (var number = 1; ; number++)
        {
            var page = await Rows().ToPageAsync(query, r => r.Id, cancel);
            page.Number.ShouldBe(number);
            met.AddRange(page.Items);
            if (page.NextCursor is null)
            {
                break;
            }

            query = query with { Cursor = page.NextCursor };
            // The last item is deleted, and others are added before it: a page by its number would repeat or lose items.
            await database.Database.ExecuteSqlAsync($"DELETE FROM rows WHERE id = {page.Items[^1]}", cancel);
            await database.Database.ExecuteSqlAsync(
                $"INSERT INTO rows SELECT {(isDescending ? 1000 : -1000) + number}, {(isDescending ? "z" : "")}, {(isDescending ? null : (int?)-1)}",
                cancel
            );
        }

        met.ShouldBe(expected);
    }

    [Fact]
    public async Task RefuseAnotherListsCursor()
    {
        await using var database = await WithRowsAsync(45);
        var cursor = (await database.Rows.OrderBy(r => r.Kind).ThenBy(r => r.Id).ToPageAsync(new(1, 5))).NextCursor;

        await Should.ThrowAsync<Community.Platform.Http.Problems.ProblemException>(() =>
            database.Rows.OrderBy(r => r.Id).ToPageAsync(new(1, 5, cursor))
        );
        await Should.ThrowAsync<Community.Platform.Http.Problems.ProblemException>(() =>
            database.Rows.OrderBy(r => r.Id).ToPageAsync(new(1, 5, "abc"))
        );
    }

    [Theory]
    [InlineData("[null]")]
    [InlineData("[\"a\"]")]
    [InlineData("[1.5]")]
    [InlineData("[99999999999]")]
    [InlineData("[{}]")]
    [InlineData("[]")]
    public async Task RefuseACursorThatIsMadeUp(string keys)
    {
        await using var database = await WithRowsAsync(5);
        var made = Community.Platform.Http.Pagination.Cursor.Encode(
            new { page = 2, at = new { keys = System.Text.Json.Nodes.JsonNode.Parse(keys) } }
        );
        foreach (var rows in (IOrderedQueryable<Row>[])[database.Rows.OrderBy(r => r.Id), database.Rows.OrderByDescending(r => r.Id)])
        {
            await Should.ThrowAsync<Community.Platform.Http.Problems.ProblemException>(() => rows.ToPageAsync(new(1, 5, made)));
        }
    }

    [Fact]
    public async Task OfNothingAreNone()
    {
        await using var database = await WithRowsAsync(0);

        var page = await database.Rows.OrderBy(r => r.Id).ToPageAsync(new());

        page.ShouldBe(page with { Total = 0, Pages = 0, Number = 1 });
        page.Items.ShouldBeEmpty();
    }

    private async Task<RowDb> WithRowsAsync(int count)
    {
        var database = new RowDb(await servers.CreateDatabaseAsync("pages"));
        await database.Database.ExecuteSqlAsync(
            $"CREATE TABLE rows AS SELECT id, (ARRAY['a', 'b', 'c'])[1 + id % 3] AS kind, CASE WHEN id % 4 > 0 THEN id % 4 END AS rank FROM generate_series(1, {count}) AS id"
        );
        return database;
    }

    private sealed class Row
    {
        public int Id { get; set; }

        public string Kind { get; set; } = "";

        public int? Rank { get; set; }
    }

    private sealed class RowDb(string connection) : DbContext
    {
        public DbSet<Row> Rows => Set<Row>();

        public int Queries { get; set; }

        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) =>
            optionsBuilder
                .UseNpgsql(connection)
                .LogTo((id, _) => id == Microsoft.EntityFrameworkCore.Diagnostics.RelationalEventId.CommandExecuted, _ => Queries++);

        protected override void OnModelCreating(ModelBuilder modelBuilder) =>
            modelBuilder.Entity<Row>(row =>
            {
                row.ToTable("rows");
                row.Property(r => r.Id).HasColumnName("id");
                row.Property(r => r.Kind).HasColumnName("kind");
                row.Property(r => r.Rank).HasColumnName("rank");
            });
    }
}
