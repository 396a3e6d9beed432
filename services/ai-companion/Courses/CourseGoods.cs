using Community.Companion.Data;
using Community.Companion.Selling;
using Community.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Courses;

/// <summary>Fulfils paid orders for courses.</summary>
internal sealed class CourseGoods(CompanionDb db, TimeProvider clock) : IGoods
{
    public const string Word = "course";

    public string Purpose => Word;

    public async Task<string?> GiveAsync(Guid buyer, SaleOrder order)
    {
        var course = order.ProductId!.Value;
        // Locked, so that it is not deleted before the transaction ends. A course that was taken out of the catalogue meanwhile is given,
        // too.
        if (await db.Database.SqlQuery<Guid>($"SELECT id AS \"Value\" FROM courses WHERE id = {course} FOR KEY SHARE").ToListAsync() is [])
        {
            return "course_deleted";
        }

        var now = clock.GetKeptNow();
        var enrolment = await db.LockEnrolmentAsync(course, buyer, now);
        if (enrolment.OwnedSince is not null)
        {
            return "owned_already";
        }

        enrolment.Own(order.Id, now);
        return null;
    }

    public async Task TakeBackAsync(Guid buyer, SaleOrder order) =>
        (await db.LockEnrolmentAsync(order.ProductId!.Value, buyer, clock.GetKeptNow())).Disown(order.Id);
}
