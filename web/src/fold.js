// Letters without their marks and case, so that "dien tich" finds "Diện tích".

export const fold = (text) =>
  text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase();
