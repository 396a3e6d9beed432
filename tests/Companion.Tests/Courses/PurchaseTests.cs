using System.Net;
using System.Text.Json;
using Community.Companion.Courses;
using Community.Companion.Selling;
using Community.Companion.Tests.People;
using Community.Contracts.Payments;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Tests.Courses;

/// <summary>Buying a course: each payment gives it once or is refunded.</summary>
[Collection(nameof(CompanionTests))]
public sealed class PurchaseTests(CompanionApplication app)
{
    [Fact]
    public async Task ACourseIsPaidByItsOrderAndThenOwned()
    {
        var (course, _) = await app.CourseAsync(title: "Bread");
        var user = await app.PersonAsync();

        var order = await app.PostAsync(user, $"courses/{course}/purchase", expected: HttpStatusCode.PaymentRequired);

        (
            order.GetProperty("amount_cents").GetInt64(),
            order.GetProperty("currency").GetString(),
            order.GetProperty("price_credits").GetInt64()
        ).ShouldBe((990, "USD", 99));
        var id = order.GetProperty("order_id").GetGuid();
        (await app.OfferAsync(user, course)).ShouldBe(id);
        using (var fleet = app.HttpAsFleet())
        {
            var told = JsonDocument.Parse(await fleet.GetStringAsync($"/internal/orders?user_id={user}&product_id={course}")).RootElement;
            (
                told.GetProperty("order_id").GetGuid(),
                told.GetProperty("purpose").GetString(),
                told.GetProperty("description").GetString()
            ).ShouldBe((id, "course", "Bread"));
        }

        await app.PublishAsync(TestCourses.Paid(id), TestCourses.Paid(id));
        await app.OwnsAsync(user, course, true);
        (await app.PostAsync(user, $"courses/{course}/purchase", expected: HttpStatusCode.Conflict)).Reason().ShouldBe("already_owned");
        (await OrderAsync(id)).Status.ShouldBe(SaleOrderStatus.Fulfilled);
        (await app.GetAsync(user, "courses/mine"))
            .GetProperty("items")
            .EnumerateArray()
            .Single()
            .GetProperty("id")
            .GetGuid()
            .ShouldBe(course);
    }

    [Fact]
    public async Task BuyingManyTimesAtOnceMakesOneOrder()
    {
        var (course, _) = await app.CourseAsync();
        var user = await app.PersonAsync();

        var orders = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => app.OfferAsync(user, course)));

        orders.Distinct().ShouldHaveSingleItem();
        (await app.WithDbAsync(db => db.SaleOrders.CountAsync(order => order.UserId == user))).ShouldBe(1);
    }

    [Fact]
    public async Task ASecondPaymentGoesBack()
    {
        var (course, _) = await app.CourseAsync();
        var user = await app.PersonAsync();
        var first = await app.OfferAsync(user, course);
        await app.PublishAsync(new OrderExpired(Guid.CreateVersion7(), default, first, 2, user, CourseGoods.Word, first));
        await Poll.UntilAsync(async () => (await OrderAsync(first)).Status == SaleOrderStatus.Ended);
        var second = await app.BuyAsync(user, course);

        await app.PublishAsync(TestCourses.Paid(first));

        second.ShouldNotBe(first);
        await Poll.UntilAsync(async () => await OrderAsync(first) is { Status: SaleOrderStatus.Refunding, EndReason: "owned_already" });
        // The refund of the first payment takes nothing away: the second payment counts.
        await app.PublishAsync(TestCourses.Refunded(first));
        await Poll.UntilAsync(async () => (await OrderAsync(first)).Status == SaleOrderStatus.Refunded);
        (await app.EnrolmentAsync(user, course)).OrderId.ShouldBe(second);
    }

    [Fact]
    public async Task ARefundTakesAccessAndKeepsWhatWasLearnt()
    {
        var (course, modules) = await app.CourseAsync();
        var user = await app.PersonAsync();
        var order = await app.BuyAsync(user, course);
        await app.CompleteAsync(user, course, modules[0]);

        await app.PublishAsync(TestCourses.Refunded(order, 100));
        await app.PublishAsync(TestCourses.Refunded(order, 890));

        await app.OwnsAsync(user, course, false);
        var shown = await app.GetAsync(user, $"courses/{course}");
        shown.ToString().ShouldNotContain("The secret of module 2");
        (
            await app.PostAsync(
                user,
                $"courses/{course}/progress",
                new { module_id = modules[1], completed = true },
                HttpStatusCode.Forbidden
            )
        )
            .Reason()
            .ShouldBe("not_owned");
        (await app.GetAsync(user, "courses/mine")).GetProperty("total").GetInt64().ShouldBe(0);

        await app.BuyAsync(user, course);
        (await app.GetAsync(user, $"courses/{course}")).GetProperty("user_progress").GetProperty("progress").GetInt32().ShouldBe(33);
    }

    [Fact]
    public async Task AFailedPaymentLeavesTheCourseToBeBoughtAgain()
    {
        var (course, _) = await app.CourseAsync();
        var user = await app.PersonAsync();
        var order = await app.OfferAsync(user, course);

        await app.PublishAsync(new PaymentFailed(Guid.CreateVersion7(), default, order, 2, user, CourseGoods.Word, order, "card_declined"));

        await Poll.UntilAsync(async () => await OrderAsync(order) is { Status: SaleOrderStatus.Ended, EndReason: "payment_failed" });
        (await app.OfferAsync(user, course)).ShouldNotBe(order);
    }

    [Fact]
    public async Task AFreeCourseIsTakenAtOnce()
    {
        var (course, modules) = await app.CourseAsync(price: 0);
        var user = await app.PersonAsync();
        (
            await app.PostAsync(
                user,
                $"courses/{course}/progress",
                new { module_id = modules[0], completed = true },
                HttpStatusCode.Forbidden
            )
        )
            .Reason()
            .ShouldBe("not_owned");

        var taken = await app.PostAsync(user, $"courses/{course}/purchase");

        taken.GetProperty("is_purchased").GetBoolean().ShouldBeTrue();
        taken.ToString().ShouldContain("The secret of module 3");
        (await app.PostAsync(user, $"courses/{course}/purchase", expected: HttpStatusCode.Conflict)).Reason().ShouldBe("already_owned");
    }

    [Fact]
    public async Task EliteHasAllCoursesAsLongAsItLasts()
    {
        var (course, modules) = await app.CourseAsync();
        var user = await app.PersonAsync();
        await app.PlanAsync(user, "elite");

        (await app.GetAsync(user, $"courses/{course}")).ToString().ShouldContain("The secret of module 3");
        (await app.PostAsync(user, $"courses/{course}/purchase", expected: HttpStatusCode.Conflict)).Reason().ShouldBe("already_owned");
        (await app.CompleteAsync(user, course, modules[0])).GetProperty("progress").GetInt32().ShouldBe(33);

        await app.PlanAsync(user, "free", version: 2);
        var shown = await app.GetAsync(user, $"courses/{course}");
        shown.GetProperty("is_purchased").GetBoolean().ShouldBeFalse();
        shown.ToString().ShouldNotContain("The secret of module 2");
        (
            await app.PostAsync(
                user,
                $"courses/{course}/progress",
                new { module_id = modules[1], completed = true },
                HttpStatusCode.Forbidden
            )
        )
            .Reason()
            .ShouldBe("not_owned");
    }

    [Fact]
    public async Task APlanThatTheBusHasNotToldOfIsAskedFor()
    {
        var (course, _) = await app.CourseAsync();
        var user = await app.PersonAsync();
        app.Payments.Plans[user] = new(user, 3, "elite", ["all_courses"], null);

        (await app.PostAsync(user, $"courses/{course}/purchase", expected: HttpStatusCode.Conflict)).Reason().ShouldBe("already_owned");
    }

    [Fact]
    public async Task AGuestOrAStrangerBuysNothing()
    {
        var (course, _) = await app.CourseAsync();
        var guest = Guid.CreateVersion7();
        await app.AddAsync(Users.Registered(Users.Profile(), guest, isGuest: true));

        (await app.PostAsync(guest, $"courses/{course}/purchase", expected: HttpStatusCode.Forbidden)).Reason().ShouldBe("guest_account");
        (await app.Http().AskAsync(HttpMethod.Post, $"courses/{course}/purchase")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        var nothing = await app.PostAsync(
            await app.PersonAsync(),
            $"courses/{Guid.CreateVersion7()}/purchase",
            expected: HttpStatusCode.NotFound
        );
        nothing.Reason().ShouldBe("no_such_course");
    }

    [Fact]
    public async Task UnpublishingWithdrawsOpenOrdersAndGivesWhatIsPaidAllTheSame()
    {
        var (course, _) = await app.CourseAsync();
        var (user, owner) = (await app.PersonAsync(), await app.PersonAsync());
        await app.BuyAsync(owner, course);
        var order = await app.OfferAsync(user, course);

        await app.AdminAsync(HttpMethod.Post, $"courses/{course}/unpublish");

        (await OrderAsync(order)).ShouldSatisfyAllConditions(
            o => o.Status.ShouldBe(SaleOrderStatus.Ended),
            o => o.EndReason.ShouldBe("course_unpublished"),
            o => o.Version.ShouldBe(2)
        );
        (await app.PostAsync(user, $"courses/{course}/purchase", expected: HttpStatusCode.NotFound)).Reason().ShouldBe("no_such_course");
        (await app.GetAsync(owner, $"courses/{course}")).ToString().ShouldContain("The secret of module 3");
        (await app.AdminAsync(HttpMethod.Delete, $"courses/{course}", expected: HttpStatusCode.Conflict))
            .Reason()
            .ShouldBe("course_has_learners");
        await app.PublishAsync(TestCourses.Paid(order));
        await Poll.UntilAsync(async () => (await OrderAsync(order)).Status == SaleOrderStatus.Fulfilled);
        (await app.GetAsync(user, $"courses/{course}")).GetProperty("is_purchased").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task APaymentForACourseThatIsGoneGoesBack()
    {
        var (course, _) = await app.CourseAsync();
        var user = await app.PersonAsync();
        var order = await app.OfferAsync(user, course);
        await app.AdminAsync(HttpMethod.Post, $"courses/{course}/unpublish");
        await app.AdminAsync(HttpMethod.Delete, $"courses/{course}", expected: HttpStatusCode.NoContent);

        await app.PublishAsync(TestCourses.Paid(order));

        await Poll.UntilAsync(async () => await OrderAsync(order) is { Status: SaleOrderStatus.Refunding, EndReason: "course_deleted" });
    }

    private Task<SaleOrder> OrderAsync(Guid id) => app.WithDbAsync(db => db.SaleOrders.AsNoTracking().SingleAsync(order => order.Id == id));
}
