using System.Security.Claims;
using Community.Companion.Data;
using Community.Companion.People;
using Community.Companion.Selling;
using Community.Platform.Access.Authorization;
using Community.Platform.Data;
using Community.Platform.Http.Idempotency;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Community.Companion.Courses;

/// <summary>Buying a course.</summary>
internal static class PurchaseEndpoints
{
    public static void MapPurchase(this IEndpointRouteBuilder api) =>
        api.MapPost("/courses/{id:guid}/purchase", BuyAsync).WithTags("Courses").RequireSignedIn().Idempotent();

    /// <summary>Buys a course, or takes a free one.</summary>
    /// <remarks>
    /// A free course is the caller's at once. Else the answer is 402 with the order, which is paid with credits or by checkout; then the
    /// course is the caller's for good. Asking again answers the same order as long as it is open. If the caller owns it already, or has a
    /// plan with all courses: 409 (<c>already_owned</c>).
    /// </remarks>
    /// <param name="id">The course's id.</param>
    private static async Task<
        Results<Ok<CourseDetail>, PaymentRequiredProblem, ForbiddenProblem, NotFoundProblem, ConflictProblem>
    > BuyAsync(Guid id, ClaimsPrincipal caller, CourseRights courseRights, Actors actors, Sales sales, CompanionDb db, TimeProvider clock)
    {
        // This may ask payments, so it must not be called while anything is locked.
        var access = await courseRights.RequireAsync(id, caller);
        var hasPlan = access.Enrolment?.OwnedSince is null && await courseRights.OwnsAsync(access, caller);
        return await db.InTransactionAsync<
            Results<Ok<CourseDetail>, PaymentRequiredProblem, ForbiddenProblem, NotFoundProblem, ConflictProblem>
        >(async () =>
        {
            var me = await actors.RequireAsync(caller.UserId());
            if (await db.HoldCourseAsync(id) is not { } course)
            {
                return CourseRights.NoSuchCourse();
            }

            var now = clock.GetKeptNow();
            var enrolment = await db.LockEnrolmentAsync(id, me.Id, now);
            if (enrolment.OwnedSince is not null || (hasPlan && course.PriceCents > 0))
            {
                return Problem.Conflict("You already own this course.", "already_owned");
            }

            if (!course.IsPublished)
            {
                return Problem.Conflict("This course is not for sale.", "not_published");
            }

            if (course.PriceCents > 0)
            {
                return Sales.OrderRequired(
                    await sales.OfferAsync(
                        new(me.Id, CourseGoods.Word, id, course.Title, course.PriceCents, course.Currency, course.PriceCredits)
                    )
                );
            }

            enrolment.Own(orderId: null, now);
            await db.SaveChangesAsync();
            return TypedResults.Ok(CourseDetail.Of(course, enrolment, isOwned: true, mayRead: true, now));
        });
    }
}
